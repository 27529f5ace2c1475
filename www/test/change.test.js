/** What would change: a timeline under the rules before and after the edits. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { paste } from "./support/bring.js";
import { load } from "./support/module.js";
import { openSite, PHONE } from "./support/site.js";

const { fromFragment } = await load("src/share/fragment.ts");

/** @type {Awaited<ReturnType<typeof openSite>>} */
let site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const message = (body, more = {}) => ({
  type: "m.room.message",
  sender: "@bob:example.org",
  room_id: "!room:example.org",
  content: { msgtype: "m.text", body },
  ...more,
});

const rows = (page) => page.locator("[data-row]");
const sum = (page, text) => page.locator(".timeline-sum").getByText(text).waitFor();
const show = (page, name) => page.getByRole("group", { name: "Show" }).getByRole("button", { name }).click();

/** The page opens with a keyword `rocket`, which the predefined rules do not have. */
async function bring(page, text) {
  await paste(page.getByLabel("Paste or drop events here"), text);
}

test("events are compared, counted and filtered, and follow the edits", () =>
  site.page(async (page) => {
    await bring(page, JSON.stringify([message("hello"), message("rocket"), message("mine", { sender: "@alice:example.org" })]));
    await sum(page, "1 of 3 events changes");
    assert.equal(await rows(page).count(), 3);
    await show(page, /^Different/);
    assert.equal(await rows(page).count(), 1);
    const row = rows(page).first();
    assert.match(await row.locator(".event-before").innerText(), /Notifies, without sound\s+\.m\.rule\.message/);
    assert.match(await row.locator(".event-after").innerText(), /Notifies, with sound, highlighted\s+rocket/);
    await show(page, /^Now notify 0/);
    await page.getByText("None of the events is of this sort.").waitFor();

    await page.getByRole("button", { name: "Compare with the rules as they are now" }).click();
    await sum(page, "0 of 3 events change");
    await page.getByRole("button", { name: /^Undo: Compare/ }).click();
    await sum(page, "1 of 3 events changes");
  }));

test("an event is opened in the page with what was known of its room", () =>
  site.page(async (page) => {
    const state = { events: [{ type: "m.room.member", state_key: "@alice:example.org", content: { membership: "join", displayname: "Ali" } }] };
    const join = { "!a:example.org": { summary: { "m.joined_member_count": 2 }, state, timeline: { events: [message("the rocket", { room_id: undefined })] } } };
    await bring(page, JSON.stringify({ next_batch: "s", rooms: { join } }));
    await page.getByRole("button", { name: /the rocket/ }).click();
    await page.waitForFunction(() => [...document.querySelectorAll("textarea")].some(({ value }) => value === "the rocket"));
    const link = await page.evaluate(() => location.href);
    await page.getByRole("button", { name: "Share" }).click();
    await page.waitForFunction(() => document.querySelector(".share-link")?.value.includes("#v1="));
    const shared = await page.locator(".share-link").inputValue();
    const { context } = await fromFragment(shared.slice(link.length));
    assert.equal(context.room_id, "!a:example.org");
    assert.equal(context.member_count, 2);
    assert.equal(context.display_name, "Ali");
  }));

test("all shapes of timelines are taken, others say what they are", () =>
  site.page(async (page) => {
    const field = page.getByLabel("Paste or drop events here");
    await paste(field, '{"global":{}}');
    await page.locator(".timeline-empty .problem").getByText("without events").waitFor();
    await paste(field, "{");
    await page.locator(".timeline-empty .problem").getByText("this is not JSON").waitFor();
    const shapes = [
      JSON.stringify({ chunk: [message("a"), message("b")], start: "x" }),
      [message("a"), message("b")].map((event) => JSON.stringify(event)).join("\n"),
      JSON.stringify({ next_batch: "s", rooms: { join: { "!r": { timeline: { events: [message("a"), message("b")] } } } } }),
    ];
    for (const shape of shapes) {
      await bring(page, shape);
      await sum(page, "0 of 2 events change");
      await page.getByRole("button", { name: "Remove the events" }).click();
    }
    await page.getByRole("button", { name: "Try it with invented events" }).click();
    await sum(page, /of 30 events change/);
  }));

test("ten thousand events are scrolled through without ten thousand rows", () =>
  site.page(async (page) => {
    const events = Array.from({ length: 10_000 }, (_, index) => message(index % 100 === 7 ? `rocket ${index}` : `event ${index}`));
    await bring(page, JSON.stringify(events));
    await sum(page, "100 of 10,000 events change");
    assert.ok((await rows(page).count()) < 60);
    const scroller = page.getByRole("region", { name: "Events" });
    await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.getByText("event 9999", { exact: true }).waitFor();
    assert.equal(await page.locator('[data-row="9999"]').getAttribute("aria-rowindex"), "10001");
    await scroller.focus();
    await page.keyboard.press("Home");
    await page.getByText("event 0", { exact: true }).waitFor();
    await show(page, /^Different 100/);
    await page.getByText("rocket 7", { exact: true }).waitFor();
  }));

test("edits while ten thousand events are compared: the last one counts", () =>
  site.page(async (page) => {
    const events = Array.from({ length: 10_000 }, (_, index) => message(`event ${index}`));
    await bring(page, JSON.stringify(events));
    const field = page.getByLabel("Message", { exact: true });
    await field.pressSequentially(" and more");
    await sum(page, "0 of 10,000 events change");
  }));

test("on a phone every row says what it says on a wide screen", () =>
  site.page(
    async (page) => {
      await page.getByRole("button", { name: "Try it with invented events" }).click();
      await show(page, /^Different/);
      const row = rows(page).first();
      await row.getByText("Notifies, with sound, highlighted").waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${overflow} px too wide`);
      const clipped = await row.locator(".outcome-words > span").evaluateAll((all) => all.filter((element) => element.scrollWidth > element.clientWidth).length);
      assert.equal(clipped, 0);
    },
    { viewport: PHONE },
  ));
