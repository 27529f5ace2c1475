/** What tests of the rules do and look at, as a person would. */

import assert from "node:assert/strict";

import { PATIENCE } from "../../../pkg/test/support/chromium.js";

/** @typedef {import("playwright-core").Page} Page */

/** The panel with the rules. @param {Page} page */
export const panel = (page) => page.getByRole("region", { name: "Rules", exact: true });

/** Waits until these are the names of a kind's rules, from the top. @param {Page} page @param {string} kind @param {string[]} names */
export async function namesAre(page, kind, names) {
  const titles = page.locator(`[data-kind=${kind}] [data-part=title] bdi`);
  await becomes(() => titles.allTextContents(), names);
}

/** A rule's row. @param {Page} page @param {string} key its kind and ID, as in `content/rocket` */
export const row = (page, key) => page.locator(`[data-rule="${key}"]`);

/** Waits until this was said to screen readers last. @param {Page} page @param {string} text */
export async function saidIs(page, text) {
  await becomes(() => page.locator("[data-announcer]").textContent(), text);
}

/** Waits until this is the answer. @param {Page} page @param {string} text */
export async function verdictIs(page, text) {
  await becomes(() => page.locator(".verdict").textContent(), text);
}

/** Waits until the element with the focus has this name or text. @param {Page} page @param {string} name */
export async function focusIs(page, name) {
  await becomes(
    () =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent),
    name,
  );
}

/**
 * Waits until this is what is read. Edits come a moment later the first time, with the engine that does them; what is never
 * right is a difference.
 * @template T
 * @param {() => Promise<T>} read @param {T} expected
 */
export async function becomes(read, expected) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const actual = await read();
    try {
      return assert.deepEqual(actual, expected);
    } catch (difference) {
      if (Date.now() > end) throw difference;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Adds keywords by the form; the last one is the most important. @param {Page} page @param {string[]} words */
export async function addKeywords(page, ...words) {
  await page.getByRole("button", { name: "Add a keyword" }).click();
  for (const word of words) {
    await page.getByRole("textbox", { name: "Keyword" }).fill(word);
    await page.keyboard.press("Enter");
    await row(page, `content/${word}`).waitFor();
  }
  await page.keyboard.press("Escape");
}

/** Opens one of the three views of the rules. @param {Page} page @param {"Simple" | "List" | "JSON"} name */
export async function openView(page, name) {
  await panel(page).getByRole("tab", { name, exact: true }).click();
}

/** The editor of the rules, when it is loaded. @param {Page} page */
export async function editor(page) {
  const content = page.locator("[data-editor=rules]").getByRole("textbox", { name: "Rules as JSON" });
  await content.waitFor();
  return content;
}

/** Writes a text in place of all that is in the editor. @param {Page} page @param {string | object} text */
export async function write(page, text) {
  await (await editor(page)).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(typeof text === "string" ? text : JSON.stringify(text, undefined, 2));
}
