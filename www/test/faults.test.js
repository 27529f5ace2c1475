/** What goes wrong is shown: never a blank page. */
import assert from "node:assert/strict";

import { reasons } from "./support/reasons.js";
import { pageTests } from "./support/suite.js";

const test = pageTests();

test(
  "an engine that cannot be fetched",
  async (page, watch) => {
    assert.match(await page.locator("main").textContent(), /The engine cannot start/);
    assert.match(await page.locator(".problem").textContent(), /\S/);
    await watch.expected(/wasm|404/);
  },
  { prepare: (page) => page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "" })) },
);

test(
  "an engine that is something else",
  async (page, watch) => {
    assert.match(await page.locator("main").textContent(), /The engine cannot start/);
    watch.troubles = watch.troubles.filter((trouble) => !/wasm/i.test(trouble));
  },
  {
    prepare: (page) =>
      page.route("**/*.wasm", (route) => route.fulfill({ contentType: "application/wasm", body: "nonsense" })),
  },
);

test(
  "an engine that fails while it runs: the page says so, and undo brings the answer back",
  async (page) => {
    const message = page.getByLabel("Message", { exact: true });
    await page.evaluate(() => {
      globalThis.engineFails = true;
    });
    await message.fill("a rocket");
    const fault = page.locator(".answer-fault");
    assert.match(await fault.textContent(), /The engine failed.*unreachable/);
    assert.match(await fault.textContent(), /report it/);
    assert.equal(await message.inputValue(), "a rocket");
    await page.evaluate(() => {
      globalThis.engineFails = false;
    });
    await page.getByRole("button", { name: /^Undo/ }).click();
    assert.equal(await page.locator(".verdict").textContent(), "Notifies, without sound");
  },
  {
    prepare: (page) =>
      page.addInitScript(() => {
        const { Instance } = WebAssembly;
        WebAssembly.Instance = function (module, imports) {
          const { exports } = new Instance(module, imports);
          const wrapped = Object.entries(exports).map(([name, value]) => [
            name,
            typeof value === "function" && !name.startsWith("__")
              ? (...values) => {
                  if (globalThis.engineFails) throw new WebAssembly.RuntimeError("unreachable");
                  return value(...values);
                }
              : value,
          ]);
          this.exports = Object.fromEntries(wrapped);
        };
      }),
  },
);

test("a defect of the page itself: shown, with a way out", async (page, watch) => {
  await page.evaluate(() => {
    const { split } = String.prototype;
    String.prototype.split = function (...values) {
      if (values[0] === "`") throw new Error("a defect for the test");
      return split.apply(this, values);
    };
    globalThis.repair = () => {
      String.prototype.split = split;
    };
  });
  await page.getByLabel("Message", { exact: true }).fill("something else");
  await reasons(page);
  assert.match(await page.locator("main").textContent(), /Something on this page broke.*a defect for the test/);
  await page.evaluate(() => globalThis.repair());
  await page.getByRole("button", { name: "Undo the last change" }).click();
  assert.equal(await page.locator(".verdict").textContent(), "Notifies, without sound");
  await watch.expected(/a defect for the test/);
});

test(
  "panels that cannot be fetched: said, and the answer is there",
  async (page, watch) => {
    assert.match(await page.locator("main > .problem").textContent(), /\S/);
    await page.getByLabel("Message", { exact: true }).fill("a rocket");
    assert.equal(await page.locator(".verdict").textContent(), "Notifies, with sound, highlighted");
    await watch.expected(/404/);
  },
  { prepare: (page) => page.route("**/Below-*.js", (route) => route.fulfill({ status: 404, body: "" })) },
);
