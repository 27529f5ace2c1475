/**
 * Takes the pictures of the README from what was built last, in both themes, on a phone and on a wide screen.
 *
 *     npm run build && npm run screenshots
 */
import { mkdir, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { DESKTOP, openSite, PHONE } from "../support/site.js";

const FOLDER = new URL("../../screenshots/", import.meta.url);

/** What is on the pictures, and how a person gets there. */
const SCENES = {
  /** The first sight: a keyword that does not fire, and why. */
  answer: async (page) => {
    await page.locator("[data-dialect=ruma] .outcome").waitFor();
  },
  /** A complaint about which implementations disagree. */
  example: async (page) => {
    await page.getByRole("button", { name: "Examples", exact: true }).click();
    await page.locator("[data-example=keyword_next_to_accents]").click();
    await page.locator(".parting").waitFor();
  },
  /** What the keyword changes for events that happened. */
  change: async (page) => {
    await page.getByRole("button", { name: "Try it with invented events" }).click();
    await page.locator(".timeline-sum strong").waitFor();
    await page.getByRole("group", { name: "Show" }).getByRole("button", { name: /^Different/ }).click();
    await page.locator(".event-different").first().waitFor();
    await page.locator(".at-timeline").evaluate((element) => element.scrollIntoView({ block: "start" }));
  },
};

const PICTURES = /** @type {const} */ ([
  ["answer", "wide", "light"],
  ["answer", "wide", "dark"],
  ["answer", "phone", "light"],
  ["answer", "phone", "dark"],
  ["example", "wide", "light"],
  ["example", "phone", "dark"],
  ["change", "wide", "dark"],
  ["change", "phone", "light"],
]);

await mkdir(FOLDER, { recursive: true });
const site = await openSite();
try {
  for (const [scene, size, colorScheme] of PICTURES) {
    const viewport = size === "wide" ? DESKTOP : PHONE;
    await site.page(
      async (page) => {
        await SCENES[scene](page);
        // Messages that go away, and where the pointer happens to be, belong on no picture.
        await page.mouse.move(0, 0);
        await page.evaluate(() => document.fonts.ready);
        const path = fileURLToPath(new URL(`${scene}-${size}-${colorScheme}.png`, FOLDER));
        await page.screenshot({ path, animations: "disabled", caret: "hide" });
        console.log(`${path}: ${((await stat(path)).size / 1000).toFixed(0)} kB`);
      },
      { viewport, colorScheme, context: { reducedMotion: "reduce", timezoneId: "UTC", locale: "en-GB" } },
    );
  }
} finally {
  await site.close();
}
