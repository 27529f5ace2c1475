/** The tarball, as the linters of packages see it. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { project } from "./support/packed.js";

const bin = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url));

/** @type {ReturnType<typeof project>} */
let installed;
before(() => {
  installed = project("types/app");
});
after(() => installed?.remove());

test("publint finds nothing", async () => {
  const content = readFileSync(installed.tarball);
  const { messages, pkg } = await publint({ pack: { tarball: content.buffer }, level: "suggestion", strict: true });
  assert.equal(pkg.name, "matrix-push-rules");
  assert.deepEqual(messages.map((message) => formatMessage(message, pkg)), []);
});

test("attw finds nothing", () => {
  const { status, stdout } = spawnSync(bin("attw"), [installed.tarball, "--format", "table-flipped", "--no-color"], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /No problems found/);
});

test("only what users need is in it", () => {
  const listing = execFileSync("tar", ["--list", "--file", installed.tarball], { encoding: "utf8" });
  const files = listing.trim().split("\n").map((path) => path.replace(/^package\//, ""));
  const dist = files.filter((path) => path.startsWith("dist/")).map((path) => path.slice("dist/".length));
  assert.deepEqual(files.filter((path) => !path.startsWith("dist/")).sort(), ["README.md", "package.json"]);
  assert.deepEqual(dist.sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "full-slim.cjs",
    "full-slim.d.cts",
    "full-slim.d.ts",
    "full-slim.js",
    "full-workerd.js",
    "full.cjs",
    "full.d.cts",
    "full.d.ts",
    "full.js",
    "index.cjs",
    "index.d.cts",
    "index.d.ts",
    "index.js",
    "matrix-push-rules-full.wasm",
    "matrix-push-rules-full.wasm.d.cts",
    "matrix-push-rules-full.wasm.d.ts",
    "matrix-push-rules.wasm",
    "matrix-push-rules.wasm.d.cts",
    "matrix-push-rules.wasm.d.ts",
    "shared.cjs",
    "shared.js",
    "slim.cjs",
    "slim.d.cts",
    "slim.d.ts",
    "slim.js",
    "workerd.js",
  ]);
});

test("the README's examples print what they say", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const examples = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, example]) => example);
  const printing = examples.filter((example) => example.includes("console.log"));
  assert.equal(printing.length, 2);
  for (const example of printing) {
    const [, printed] = /^console\.log.* \/\/ (.*)$/m.exec(example);
    writeFileSync(`${installed.app}/readme.mjs`, example);
    const output = execFileSync(process.execPath, ["readme.mjs"], { cwd: installed.app, encoding: "utf8" });
    assert.equal(output.trim(), printed);
  }
});

for (const config of ["tsconfig.json", "tsconfig.bundler.json", "tsconfig.node-only.json"]) {
  test(`types, ${config}`, () => {
    execFileSync(bin("tsc"), ["--project", `${installed.app}/${config}`], { stdio: ["ignore", "inherit", "inherit"] });
  });
}
