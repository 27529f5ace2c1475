/** The panels around the editor, for those who do not see or do not point: axe finds nothing, and keys are enough. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { objections } from "./support/axe.js";
import { paste } from "./support/bring.js";
import { becomes } from "./support/rules.js";
import { openSite, DESKTOP, PHONE } from "./support/site.js";

/** @type {Awaited<ReturnType<typeof openSite>>} */
let site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const EVENTS = JSON.stringify([
  { type: "m.room.message", sender: "@bob:example.org", content: { msgtype: "m.text", body: "the rocket" } },
  { type: "m.room.encrypted", sender: "@bob:example.org", content: {} },
]);
const open = (name) => (page) => page.getByRole("button", { name, exact: true }).click();

/** What is on screen, and how to get there. */
const SIGHTS = {
  examples: async (page) => {
    await open("Examples")(page);
    await page.locator("[data-example]").first().waitFor();
  },
  "an open example": async (page) => {
    await SIGHTS.examples(page);
    await page.locator("[data-example=keyword_next_to_accents]").click();
    await page.locator(".parting").waitFor();
  },
  "a link": async (page) => {
    await open("Share")(page);
    await page.waitForFunction(() => document.querySelector(".share-link")?.value.includes("#v1="));
  },
  import: async (page) => {
    await open("Import")(page);
    await page.getByText("Or fetch them from your homeserver").click();
    await paste(page.getByLabel("Paste or drop it here"), EVENTS);
    await page.locator(".import-read").waitFor();
  },
  "import of what it is not": async (page) => {
    await open("Import")(page);
    await paste(page.getByLabel("Paste or drop it here"), "{");
    await page.getByRole("dialog").locator(".problem").waitFor();
  },
  "a timeline": async (page) => {
    await paste(page.getByLabel("Paste or drop events here"), EVENTS);
    await page.locator(".timeline-sum strong").waitFor();
    await page.locator(".event-after .outcome").waitFor();
  },
  apply: async (page) => {
    await open("Apply")(page);
    await page.locator(".requests").waitFor();
  },
};

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const viewport of [PHONE, DESKTOP]) {
    for (const [sight, see] of Object.entries(SIGHTS)) {
      test(`axe finds nothing: ${sight}, ${colorScheme}, ${viewport.width} px`, () =>
        site.page(
          async (page) => {
            await see(page);
            assert.deepEqual(await objections(page), []);
          },
          { viewport, colorScheme },
        ));
    }
  }
}

test("an example is found, opened and left with keys alone", () =>
  site.page(async (page) => {
    await page.getByRole("button", { name: "Examples" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("[data-example]").first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(".example").waitFor();
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    // The focus comes back.
    await becomes(() => page.evaluate(() => document.activeElement?.textContent?.trim()), "Examples");
    await page.locator("[data-announcer]", { hasText: /Example: A keyword with a star/ }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Share" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
  }));

test("nothing moves while the implementations are asked", () =>
  site.page(async (page) => {
    const place = () => page.locator(".at-timeline").evaluate((element) => element.getBoundingClientRect().top + scrollY);
    await page.locator("[data-dialect=ruma] .outcome").waitFor();
    const before = await place();
    await page.getByLabel("Message", { exact: true }).fill("the rockets are steady");
    assert.equal(await place(), before);
  }));
