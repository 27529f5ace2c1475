/** Everybody can use the page: axe finds nothing, the keyboard reaches everything, nothing is wider than the screen. */
import assert from "node:assert/strict";

import { objections } from "./support/axe.js";
import { reasons } from "./support/reasons.js";
import { DESKTOP, PHONE, TABLET } from "./support/site.js";
import { pageTests } from "./support/suite.js";

const test = pageTests();

for (const viewport of [PHONE, TABLET, DESKTOP]) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    test(
      `axe finds nothing at ${viewport.width} px, ${colorScheme}`,
      async (page) => {
        assert.deepEqual(await objections(page), []);
        await page.getByLabel("Kind of event").selectOption("Notice of a bot");
        await reasons(page);
        for (const fold of await page.locator(".fold > details > summary").all()) await fold.click();
        assert.deepEqual(await objections(page), []);
        await page.getByRole("tab", { name: "JSON" }).first().click();
        assert.deepEqual(await objections(page), []);
      },
      { viewport, colorScheme },
    );
  }
  test(
    `nothing is wider than ${viewport.width} px`,
    async (page) => {
      const long = `${"supercalifragilistic".repeat(20)} \u202e\u2067<b>not bold</b>`;
      await page.getByLabel("Message", { exact: true }).fill(long);
      await page.getByLabel("From").fill(`@${long}:example.org`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(width, viewport.width);
      assert.equal(await page.locator("b").count(), 0);
    },
    { viewport },
  );
}

test(
  "letters of twice the size have room on a phone",
  async (page) => {
    await page.locator(".dialects[aria-busy=false]").waitFor();
    await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll("header *, main *")]
        .filter((element) => element.closest(".visually-hidden") === null && element.getBoundingClientRect().right > innerWidth)
        .map((element) => element.outerHTML.slice(0, 80)),
    );
    assert.deepEqual(cut, []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width);
  },
  { viewport: PHONE },
);

test(
  "what can be pressed is large enough for a finger",
  async (page) => {
    const small = await page.locator("button, input, select, summary, a").evaluateAll((elements) =>
      elements
        .map((element) => ({ name: element.outerHTML.slice(0, 80), box: (element.closest("label") ?? element).getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.height < 24 || box.width < 24))
        .map(({ name }) => name),
    );
    assert.deepEqual(small, []);
  },
  { viewport: PHONE, context: { hasTouch: true, isMobile: true } },
);

test("the keyboard goes through everything, and shows where it is", async (page) => {
  const seen = new Set();
  for (let count = 0; count < 80; count += 1) {
    await page.keyboard.press("Tab");
    const { name, outline } = await page.evaluate(() => {
      const element = document.activeElement;
      const name =
        element?.getAttribute("aria-label") ?? element?.labels?.[0]?.textContent ?? element?.textContent?.trim();
      return {
        name: element === document.body ? "" : name,
        outline: element && getComputedStyle(element).outlineStyle,
      };
    });
    if (name === "") break;
    seen.add(name);
    assert.notEqual(outline, "none", name);
  }
  for (const name of ["Kind of event", "From", "Message", "I am", "Members", "Fields", "JSON"]) {
    assert.ok(seen.has(name), `${name} is out of the keyboard's reach: ${[...seen].join(", ")}`);
  }
});

test(
  "nothing moves for those who want no motion",
  async (page) => {
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll("*")].filter((element) =>
          getComputedStyle(element)
            .transitionDuration.split(", ")
            .some((duration) => Number.parseFloat(duration) > 0),
        ).length,
    );
    assert.equal(moving, 0);
  },
  { context: { reducedMotion: "reduce" } },
);

test(
  "forced colours leave every control visible",
  async (page) => {
    assert.deepEqual(await objections(page), []);
  },
  { context: { forcedColors: "active" } },
);
