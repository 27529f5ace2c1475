/** What tests of the rules do and look at, as a person would. */

/** @typedef {import("playwright-core").Page} Page */

/** The panel with the rules. @param {Page} page */
export const panel = (page) => page.getByRole("region", { name: "Rules", exact: true });

/** The names of a kind's rules, from the top. @param {Page} page @param {string} kind */
export const names = (page, kind) => page.locator(`[data-kind=${kind}] [data-part=title] bdi`).allTextContents();

/** A rule's row. @param {Page} page @param {string} key its kind and ID, as in `content/rocket` */
export const row = (page, key) => page.locator(`[data-rule="${key}"]`);

/** What was said to screen readers last. @param {Page} page */
export const said = (page) => page.locator("[data-announcer]").textContent();

/** The answer. @param {Page} page */
export const verdict = (page) => page.locator(".verdict").textContent();

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
