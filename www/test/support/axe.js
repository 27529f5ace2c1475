/** The accessibility checks of axe-core, which must find nothing. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { settled } from "./site.js";

const source = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * What axe objects to, a line each; empty if nothing.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function objections(page) {
  // Half-way between two colours there is no contrast.
  await settled(page);
  // Not a script of the page: the page's policy would refuse it.
  await page.evaluate(await source);
  return page.evaluate(async (values) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: "tag", values } });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}\n  ${failureSummary}`),
    );
  }, RULES);
}
