/** Undo and redo, and what survives a reload. */
import assert from "node:assert/strict";

import { stopClock } from "./support/site.js";
import { pageTests } from "./support/suite.js";

const test = pageTests();

const message = (page) => page.getByLabel("Message", { exact: true });
const button = (page, name) => page.getByRole("button", { name });

test("typing is one step; undo and redo take it back and do it again", async (page) => {
  assert.equal(await button(page, /^Undo/).isDisabled(), true);
  const pass = await stopClock(page);
  for (const text of ["", "a", "a rocket"]) {
    await message(page).fill(text);
    await pass(200);
  }
  await button(page, "Undo: Edit the message").click();
  assert.equal(await message(page).inputValue(), "the rockets are ready");
  assert.equal(await button(page, /^Undo/).isDisabled(), true);
  await button(page, "Redo: Edit the message").click();
  assert.equal(await message(page).inputValue(), "a rocket");
  assert.equal(await button(page, /^Redo/).isDisabled(), true);
});

test("keys undo and redo, in fields too", async (page) => {
  await message(page).fill("one");
  await page.getByLabel("Members", { exact: true }).fill("2");
  await page.keyboard.press("Control+z");
  assert.equal(await page.getByLabel("Members", { exact: true }).inputValue(), "5");
  assert.equal(await message(page).inputValue(), "one");
  await page.keyboard.press("Control+z");
  assert.equal(await message(page).inputValue(), "the rockets are ready");
  await page.keyboard.press("Control+Shift+z");
  assert.equal(await message(page).inputValue(), "one");
  await page.keyboard.press("Control+y");
  assert.equal(await page.getByLabel("Members", { exact: true }).inputValue(), "2");
});

test("a reload brings everything back", async (page) => {
  await page.getByLabel("Kind of event").selectOption("Direct message");
  await message(page).fill("see you");
  await page.reload();
  assert.equal(await message(page).inputValue(), "see you");
  assert.equal(await page.locator(".verdict").textContent(), "Notifies, with sound");
});

test("the theme is a choice that is remembered", async (page) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await button(page, /Change to light/).click();
  assert.equal(await ground(), light);
  await button(page, /Change to dark/).click();
  const dark = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await ground(), dark);
  await button(page, /Change to those of the device/).click();
  assert.equal(await ground(), light);
});

const notice = (page) => page.locator(".notice").textContent();
const BROKEN = "{";

test(
  "a browser that keeps nothing: said, and not mistaken for a page that is too large",
  async (page) => {
    await message(page).fill("a rocket");
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    assert.equal(await notice(page), "This browser does not let pages keep anything: a reload begins afresh.");
  },
  {
    prepare: (page) =>
      page.addInitScript(() => {
        for (const name of ["localStorage", "sessionStorage"]) {
          Object.defineProperty(globalThis, name, {
            get() {
              throw new DOMException("not here", "SecurityError");
            },
          });
        }
      }),
  },
);

test(
  "what cannot be opened after a reload: said, also when the page is kept again",
  async (page) => {
    await message(page).fill("a rocket");
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    assert.notEqual(await page.evaluate(() => sessionStorage.getItem("page/1")), BROKEN);
    assert.equal(await notice(page), "What was here before the reload cannot be opened any more.");
  },
  { prepare: (page) => page.addInitScript((broken) => sessionStorage.setItem("page/1", broken), BROKEN) },
);
