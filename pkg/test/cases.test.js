/** `tests/cases/*.json` through the built package, in Node and in Chromium. The Rust tests read the same files. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { assertsSomething, failuresOf } from "./support/cases.js";
import { answerOf, launch } from "./support/chromium.js";
import { serve } from "./support/server.js";

const folder = new URL("../../tests/cases/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const cases = files.flatMap((file) =>
  JSON.parse(readFileSync(new URL(file, folder), "utf8")).cases.map((testCase) => ({ ...testCase, file })),
);
const title = ({ file, name }) => `${file}: ${name}`;

test("there are cases, and each of them can fail", () => {
  assert.ok(cases.length > 0);
  assert.deepEqual(cases.filter((testCase) => !assertsSomething(testCase)).map(title), []);
});

const entries = { "matrix-push-rules": "/dist/index.js", "matrix-push-rules/full": "/dist/full.js" };

for (const entry of Object.keys(entries)) {
  const pkg = await import(entry);
  describe(`${entry}, in Node`, () => {
    for (const testCase of cases) {
      test(title(testCase), () => assert.deepEqual(failuresOf(pkg, testCase), []));
    }
  });
}

test(`in Chromium, the same ${cases.length} cases`, async () => {
  const page = `<!doctype html><title>cases</title>
    <script type="importmap">${JSON.stringify({ imports: entries })}</script>
    <script type="module">
      import * as main from "matrix-push-rules";
      import * as full from "matrix-push-rules/full";
      import { failuresOf } from "/test/support/cases.js";

      const cases = await (await fetch("/cases.json")).json();
      globalThis.answer = [main, full].map((pkg) => cases.map((testCase) => failuresOf(pkg, testCase)));
    </script>`;
  const server = await serve(fileURLToPath(new URL("..", import.meta.url)), {
    pages: { "/": page, "/cases.json": JSON.stringify(cases) },
  });
  const browser = await launch();
  try {
    const answers = await answerOf(browser, server.url);
    assert.deepEqual(answers.map((ofEntry) => ofEntry.length), [cases.length, cases.length]);
    const failed = answers.flatMap((ofEntry) =>
      ofEntry.flatMap((failures, index) => failures.map((failure) => `${title(cases[index])}: ${failure}`)),
    );
    assert.deepEqual(failed, []);
  } finally {
    await browser.close();
    await server.close();
  }
});
