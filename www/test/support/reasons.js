/**
 * Waits until the reasons are those of the newest answer: they come when the answer has been drawn and the page has
 * nothing better to do. What is asked for here comes after what the page has asked for.
 * @param {import("playwright-core").Page} page
 */
export function reasons(page) {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(() => setTimeout(resolve)))));
}
