/** Input that means harm: it stays data, executes nothing, breaks no layout, and freezes nothing. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { paste } from "./support/bring.js";
import { load } from "./support/module.js";
import { DESKTOP, openSite, PHONE } from "./support/site.js";

const { toFragment } = await load("src/share/fragment.ts");

/** @type {Awaited<ReturnType<typeof openSite>>} */
let site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const HTML = `<img src=x onerror="globalThis.harm=1"><script>globalThis.harm=1</script>"'><svg onload=globalThis.harm=1>`;
const BIDI = "\u202e\u2066evil\u202d\u0007\u0000 \u{1f600}";
const WIDE = "W".repeat(3000);
const NAMES = [HTML, BIDI, WIDE, "__proto__", "constructor", "‮".repeat(50), `javascript:globalThis.harm=1`];

const rule = (rule_id, more = {}) => ({ rule_id, default: false, enabled: true, actions: ["notify", { set_tweak: "sound", value: HTML }, { set_tweak: WIDE }], ...more });
const event = (text) => ({
  type: "m.room.message",
  sender: `@${text}:example.org`,
  room_id: `!${text}`,
  event_id: `$${text}`,
  origin_server_ts: 8.64e15,
  content: JSON.parse(JSON.stringify({ msgtype: "m.text", body: `${text} rocket`, displayname: text }).replace("{", `{"__proto__":{"body":${JSON.stringify(text)}},`)),
});
const RULES = {
  global: {
    override: NAMES.map((name) => rule(name, { conditions: [{ kind: name, key: name, pattern: name }, { kind: "event_match", key: `content.${name}`, pattern: name }] })),
    content: NAMES.map((name) => rule(name, { pattern: name })),
    room: NAMES.map((name) => rule(name)),
    sender: NAMES.map((name) => rule(name)),
    underride: [...NAMES.map((name) => rule(name, { conditions: [] })), null, 3, [], "x", { rule_id: 5 }, { rule_id: "bare" }],
  },
};

/** What must hold whatever was brought. */
async function unharmed(page) {
  assert.equal(await page.evaluate(() => globalThis.harm), undefined, "something was executed");
  assert.equal(await page.evaluate(() => "body" in Object.prototype || {}.polluted !== undefined), false, "a prototype was changed");
  assert.equal(await page.locator("main img, main script, dialog img, dialog script").count(), 0, "HTML became elements");
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `the page became ${overflow} px too wide`);
  await page.locator(".verdict").waitFor();
}

for (const viewport of [PHONE, DESKTOP]) {
  const width = `${viewport.width} px`;

  test(`names and bodies of HTML, of other directions and of great length, ${width}`, async () => {
    for (const name of NAMES) {
      const context = { user_id: "@alice:example.org", display_name: name, room_id: `!${name}`, member_count: 3 };
      const fragment = await toFragment({ rules: RULES, event: event(name), context });
      await site.page(
        async (page) => {
          await unharmed(page);
          await page.locator("[data-dialect=spec] .outcome").waitFor();
          await unharmed(page);
        },
        { viewport, fragment },
      );
    }
  });

  test(`a sound of that name that decides, ${width}`, async () => {
    const rules = { global: { content: [rule("sound", { pattern: "rocket", actions: ["notify", { set_tweak: "sound", value: WIDE }] })] } };
    const fragment = await toFragment({ rules, event: event("a"), context: { user_id: "@alice:example.org" } });
    await site.page(
      async (page) => {
        await unharmed(page);
        const cut = await page.locator(".answer").evaluate((panel) => {
          const { right } = panel.getBoundingClientRect();
          return [...panel.querySelectorAll("*")].filter((part) => part.getBoundingClientRect().right > right && part.closest(".visually-hidden") === null).length;
        });
        assert.equal(cut, 0);
      },
      { viewport, fragment },
    );
  });

  test(`a timeline of them, ${width}`, () =>
    site.page(
      async (page) => {
        const events = NAMES.map(event);
        await paste(page.getByLabel("Paste or drop events here"), JSON.stringify({ next_batch: HTML, rooms: { join: { [HTML]: { timeline: { events } } } } }));
        await page.locator(".timeline-sum strong").waitFor();
        assert.equal(await page.locator("[data-row]").count(), NAMES.length);
        const heights = await page.locator("[data-row]").evaluateAll((rows) => [...new Set(rows.map((row) => row.getBoundingClientRect().height))]);
        assert.equal(heights.length, 1, `rows of different heights: ${heights}`);
        await unharmed(page);
        await page.locator(".event-open").nth(1).click();
        await unharmed(page);
      },
      { viewport },
    ));

  test(`rules of them, imported and planned, ${width}`, () =>
    site.page(
      async (page) => {
        await page.getByRole("button", { name: "Import", exact: true }).click();
        const field = page.getByLabel("Paste or drop it here");
        await paste(field, JSON.stringify({ [HTML]: 1, [WIDE]: 2, [BIDI]: 3 }));
        await page.getByRole("dialog").locator(".problem").waitFor();
        await unharmed(page);
        await paste(field, JSON.stringify(RULES));
        await page.getByRole("button", { name: "Use the rules" }).click();
        await unharmed(page);
        await page.getByRole("button", { name: /^Undo: Import/ }).click();
        await page.getByRole("button", { name: "Import", exact: true }).click();
        await paste(field, JSON.stringify({ ...RULES, global: { ...RULES.global, underride: [] } }));
        await page.getByRole("button", { name: "Use the rules" }).click();
        await page.getByRole("button", { name: "Apply" }).click();
        await page.getByText("Nothing to change").waitFor();
        await page.getByRole("button", { name: "Close", exact: true }).click();
        await page.getByRole("button", { name: "Import", exact: true }).click();
        await paste(field, JSON.stringify({ global: { override: "x", content: {}, room: null, sender: [[[]]], underride: [true, { actions: 3 }], [HTML]: [] } }));
        await page.getByRole("button", { name: "Use the rules" }).click();
        await page.locator(".verdict").getByText("Stays silent").waitFor();
        await unharmed(page);
      },
      { viewport },
    ));
}

test("ten megabytes are taken without a frozen page", (t) =>
  site.page(async (page) => {
    const body = "x".repeat(1000);
    const text = JSON.stringify(Array.from({ length: 1_800 }, (_, index) => event(`${index} ${body}`)));
    assert.ok(text.length > 10_000_000);
    await page.evaluate(() => {
      globalThis.longest = 0;
      let last = performance.now();
      const tick = () => {
        const now = performance.now();
        globalThis.longest = Math.max(globalThis.longest, now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      // The paste itself is the test's own doing, and copies the text into the page first.
      globalThis.measure = () => {
        last = performance.now();
        tick();
      };
    });
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await paste(page.getByLabel("Paste or drop it here"), text);
    await page.evaluate(() => globalThis.measure());
    await page.locator(".import-read").waitFor();
    await page.getByRole("button", { name: "See what would change" }).click();
    await page.locator(".timeline-sum strong").waitFor();
    await unharmed(page);
    const shown = await page.evaluate(() => document.documentElement.outerHTML.length);
    assert.ok(shown < 1_000_000, `the document grew to ${shown} characters`);
    t.diagnostic(`longest frame while reading ${(text.length / 1e6).toFixed(1)} MB: ${Math.round(await page.evaluate(() => globalThis.longest))} ms`);
  }));

test("ten megabytes of anything else are refused in words", () =>
  site.page(async (page) => {
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const field = page.getByLabel("Paste or drop it here");
    const problem = page.getByRole("dialog").locator(".problem");
    await paste(field, `{"a":"${"y".repeat(10_000_000)}`);
    await problem.getByText("this is not JSON").waitFor();
    await paste(field, "[".repeat(10_000_000));
    await problem.getByText("line 1, column 10000001").waitFor();
    assert.ok((await field.inputValue()).length < 3000);
    await unharmed(page);
  }));

test("JSON nested without end is refused in words, wherever it is pasted", () =>
  site.page(async (page) => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const field = page.getByLabel("Paste or drop it here");
    const problem = page.getByRole("dialog").locator(".problem");
    await paste(field, `{"global":{"override":[${deep}]}}`);
    await problem.getByText("nested more than 100 levels deep").waitFor();
    await paste(field, `{"type":"m.room.message","content":${deep}}`);
    await problem.getByText("nested more than 100 levels deep").waitFor();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await unharmed(page);
  }));

test("a link of hostile JSON is refused in words", async () => {
  const fragment = await toFragment({ rules: { global: {} }, event: { type: "x" }, context: { user_id: 3 } });
  await site.page(
    async (page) => {
      await page.getByText("this link holds no rules and event for this page").waitFor();
      await unharmed(page);
    },
    { fragment },
  );
});
