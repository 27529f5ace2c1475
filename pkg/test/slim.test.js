/** Supplying the module. Each way needs a fresh copy of the entry, because the first module that is supplied stays. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { serve } from "./support/server.js";

const entry = import.meta.resolve("matrix-push-rules/slim");
const file = createRequire(import.meta.url).resolve("matrix-push-rules/matrix-push-rules.wasm");
const bytes = readFileSync(file);
const fresh = () => import(`${entry}?${crypto.randomUUID()}`);

const works = ({ defaultRules }) => assert.ok(defaultRules("@alice:example.org").override.length > 0);
const code = (expected) => (error) => error.name === "PushRulesError" && error.code === expected;

describe("sources", () => {
  const sources = {
    "a file URL": () => pathToFileURL(file),
    "a file address": () => pathToFileURL(file).href,
    bytes: () => bytes,
    "an ArrayBuffer": () => new Uint8Array(bytes).buffer,
    "a module": () => new WebAssembly.Module(bytes),
    "a response": () => new Response(bytes),
    "a promise of a response": async () => new Response(bytes),
    "a data URL": () => `data:application/wasm;base64,${bytes.toString("base64")}`,
    "a request": () => new Request(`data:application/wasm;base64,${bytes.toString("base64")}`),
  };
  for (const [what, source] of Object.entries(sources)) {
    test(what, async () => {
      const slim = await fresh();
      await slim.init(source());
      works(slim);
    });
  }

  test("synchronously", async () => {
    for (const source of [bytes, new Uint8Array(bytes).buffer, new WebAssembly.Module(bytes)]) {
      const slim = await fresh();
      slim.initSync(source);
      works(slim);
    }
  });

  test("over HTTP, and its failures", async () => {
    const server = await serve(new URL("../dist/", import.meta.url).pathname);
    const slim = await fresh();
    await assert.rejects(slim.init(`${server.url}/nothing.wasm`), code("module_unavailable"));
    // What failed may be tried again.
    await slim.init(`${server.url}/matrix-push-rules.wasm`);
    works(slim);
    await server.close();
    await assert.rejects((await fresh()).init(`${server.url}/matrix-push-rules.wasm`), code("module_unavailable"));
  });
});

test("nothing works before", async () => {
  const { defaultRules, Ruleset } = await fresh();
  assert.throws(() => defaultRules("@alice:example.org"), code("not_initialised"));
  assert.throws(() => new Ruleset({}), code("not_initialised"));
});

test("twice is as good as once", async () => {
  const slim = await fresh();
  await Promise.all([slim.init(bytes), slim.init(bytes)]);
  await slim.init("never looked at");
  slim.initSync("never looked at");
  works(slim);
});

test("what is not the module is refused", async () => {
  const slim = await fresh();
  const wrong = new TextEncoder().encode("not wasm");
  await assert.rejects(slim.init(wrong), code("invalid_module"));
  assert.throws(() => slim.initSync(wrong), code("invalid_module"));
  for (const source of [undefined, null, 5, {}]) {
    await assert.rejects(slim.init(source), code("invalid_argument"));
    assert.throws(() => slim.initSync(source), code("invalid_argument"));
  }
  assert.throws(() => slim.initSync("matrix-push-rules.wasm"), code("invalid_argument"));
  await assert.rejects(slim.init(pathToFileURL("/nowhere.wasm")), code("module_unavailable"));
  slim.initSync(bytes);
  works(slim);
});
