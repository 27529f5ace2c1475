/** Supplying the module. Each way needs a fresh copy of the entry, because the first module that is supplied stays. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { serve } from "./support/server.js";

const ENTRIES = {
  "matrix-push-rules/slim": "matrix-push-rules.wasm",
  "matrix-push-rules/full/slim": "matrix-push-rules-full.wasm",
};
const { resolve } = createRequire(import.meta.url);
const fresh = (entry) => import(`${import.meta.resolve(entry)}?${crypto.randomUUID()}`);

const works = ({ defaultRules }) => assert.ok(defaultRules("@alice:example.org").override.length > 0);
const code = (expected) => (error) => error.name === "PushRulesError" && error.code === expected;

for (const [entry, wasm] of Object.entries(ENTRIES)) {
  describe(entry, () => tests(() => fresh(entry), wasm));
}

test("both at once", async () => {
  const [main, full] = await Promise.all(Object.keys(ENTRIES).map(fresh));
  const [bytes, fullBytes] = Object.values(ENTRIES).map((wasm) => readFileSync(resolve(`matrix-push-rules/${wasm}`)));
  await main.init(bytes);
  works(main);
  assert.throws(() => full.lint({}), code("not_initialised"));
  await full.init(fullBytes);

  // An error of one is an error of the other.
  assert.equal(full.PushRulesError, main.PushRulesError);
  assert.throws(() => full.lint(5), main.PushRulesError);

  // A ruleset of one stands for its very text in the other.
  const text = '{"content":[],"org.example.n":12345678901234567891}';
  const ruleset = new main.Ruleset(text);
  assert.deepEqual(full.plan(ruleset, text), { requests: [], impossible: [] });
  new full.Ruleset(ruleset).free();
  ruleset.free();
  assert.throws(() => full.lint(ruleset), code("freed"));
});

/**
 * @param {() => Promise<typeof import("matrix-push-rules/full/slim")>} fresh
 * @param {string} wasm
 */
function tests(fresh, wasm) {
  const file = resolve(`matrix-push-rules/${wasm}`);
  const bytes = readFileSync(file);

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
      await slim.init(`${server.url}/${wasm}`);
      works(slim);
      await server.close();
      await assert.rejects((await fresh()).init(`${server.url}/${wasm}`), code("module_unavailable"));
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
    assert.throws(() => slim.initSync(wasm), code("invalid_argument"));
    await assert.rejects(slim.init(pathToFileURL("/nowhere.wasm")), code("module_unavailable"));
    slim.initSync(bytes);
    works(slim);
  });
}
