/**
 * The built page in a browser, as a person has it: with its policy, from a path of its own, on a loopback port.
 *
 * A page fails its test if anything goes wrong in it: an exception, an error in the console, a refusal by the policy, or a
 * request to anywhere but its own folder.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { launch, PATIENCE } from "../../../pkg/test/support/chromium.js";
import { serve } from "../../../pkg/test/support/server.js";
import { late } from "./late.js";
import { reasons } from "./reasons.js";

const FOLDER = fileURLToPath(new URL("../../dist", import.meta.url));
/** Anything but the root: the site must work from any path. */
const PATH = "/some/where/";

export const PHONE = { width: 360, height: 740 };
export const TABLET = { width: 768, height: 1024 };
export const DESKTOP = { width: 1440, height: 900 };

/** @typedef {import("playwright-core").Page} Page */

/**
 * Opens the site. Close it when the tests of a file are over.
 */
export async function openSite() {
  const server = await serve(FOLDER, { at: PATH });
  const browser = await launch();
  return {
    browser,
    url: server.url + PATH,
    close: async () => {
      await browser.close();
      await server.close();
    },
    /**
     * Runs a test in a fresh page: nothing stored, nothing shared.
     * @param {(page: Page, watch: Watch) => Promise<void>} act
     * @param {{
     *   viewport?: { width: number, height: number },
     *   colorScheme?: "light" | "dark",
     *   fragment?: string,
     *   prepare?: (page: Page) => Promise<void>,
     *   context?: import("playwright-core").BrowserContextOptions,
     * }} [options] `prepare` runs before the page is opened
     */
    async page(act, { viewport = DESKTOP, colorScheme = "light", fragment = "", prepare, context: more } = {}) {
      // A worker would make requests of its own, and keep pages alive.
      const context = await browser.newContext({ viewport, colorScheme, serviceWorkers: "block", ...more });
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      const watch = new Watch(page, server.url + PATH);
      try {
        if (process.env.LATE) await late(page);
        await prepare?.(page);
        await page.goto(server.url + PATH + fragment);
        // A test begins with a page that is all there and has said all it has to say, not somewhere within that.
        await page.locator("main.fault, main > .problem, .at-timeline").first().waitFor();
        await reasons(page);
        await act(page, watch);
        watch.check();
      } finally {
        await context.close();
      }
    },
  };
}

/**
 * Stops the page's clock: what waits for a pause in the typing waits until the test says so, on slow machines too.
 * @param {Page} page
 * @returns {Promise<(milliseconds: number) => Promise<void>>} lets so much time pass
 */
export async function stopClock(page) {
  await page.clock.install();
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  return (milliseconds) => page.clock.runFor(milliseconds);
}

/**
 * Waits until nothing moves or changes its colour any more.
 * @param {Page} page
 */
export async function settled(page) {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
}

/** What goes wrong in a page. */
export class Watch {
  /** @type {string[]} */
  troubles = [];
  /** Every request that was made. @type {string[]} */
  requests = [];
  /** Requests that a person of the test started: they may leave the origin. @type {string[]} */
  allowed = [];

  /** @param {Page} page @param {string} home */
  constructor(page, home) {
    page.on("pageerror", (error) => this.troubles.push(`exception: ${error.stack ?? error}`));
    page.on("console", (message) => {
      if (message.type() === "error") this.troubles.push(`console: ${message.text()}`);
    });
    page.on("request", (request) => {
      const url = request.url();
      this.requests.push(url);
      if (!url.startsWith(home) && !/^(data|blob):/.test(url) && !this.allowed.some((start) => url.startsWith(start))) {
        this.troubles.push(`a request leaves the site: ${url}`);
      }
    });
  }

  /** Takes back troubles that a test wanted, those that match, as soon as there is one. @param {RegExp} pattern */
  async expected(pattern) {
    const end = Date.now() + PATIENCE;
    while (!this.troubles.some((trouble) => pattern.test(trouble))) {
      if (Date.now() > end) throw new Error(`nothing went wrong like ${pattern}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.troubles = this.troubles.filter((trouble) => !pattern.test(trouble));
  }

  check() {
    if (this.troubles.length > 0) throw new Error(this.troubles.join("\n"));
  }
}
