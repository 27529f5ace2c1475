/** Chromium without a window, from wherever the system has it. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

import { chromium } from "playwright-core";

/** How many milliseconds are waited for what must happen: longer than a slow machine with much else to do ever takes. */
export const PATIENCE = 60_000;

export function launch() {
  // No sandbox: tests run as root in containers, where Chromium refuses to start with one.
  return chromium.launch({ executablePath: find(), args: ["--no-sandbox"], timeout: PATIENCE });
}

/**
 * What a page leaves in `globalThis.answer`. Errors of the page are errors here.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 */
export async function answerOf(browser, url) {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const failed = new Promise((_, reject) => {
    page.on("pageerror", reject);
    page.on("console", (message) => {
      if (message.type() === "error") reject(new Error(message.text()));
    });
  });
  // The one that loses the race must not become an unhandled rejection.
  failed.catch(() => {});
  try {
    await page.goto(url);
    await Promise.race([failed, page.waitForFunction(() => "answer" in globalThis)]);
    return await page.evaluate(() => globalThis.answer);
  } finally {
    await page.close();
  }
}

function find() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not this one.
      }
    }
  }
  throw new Error("the browser tests need `chromium` on the PATH; `cargo xtask test` installs it on Debian");
}
