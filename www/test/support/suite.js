/** A file of tests in the page: the site is opened before them and closed after them. */
import { after, before, test } from "node:test";

import { openSite } from "./site.js";

/** @typedef {Awaited<ReturnType<typeof openSite>>} Site */

/**
 * Answers a function like `test`, whose body gets a fresh page.
 * @returns {(name: string, act: Parameters<Site["page"]>[0], options?: Parameters<Site["page"]>[1]) => void}
 */
export function pageTests() {
  /** @type {Site} */
  let site;
  before(async () => {
    site = await openSite();
  });
  after(() => site?.close());
  return (name, act, options) => {
    test(name, () => site.page(act, options));
  };
}
