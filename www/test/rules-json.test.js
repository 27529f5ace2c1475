/** The rules, the event and the context as JSON: one state with the other views, mistakes and remarks in their place. */
import assert from "node:assert/strict";

import { objections } from "./support/axe.js";
import { addKeywords, becomes, editor, focusIs, namesAre, openView, panel, row, verdictIs, write } from "./support/rules.js";
import { DESKTOP, PHONE } from "./support/site.js";
import { pageTests } from "./support/suite.js";

const test = pageTests();

/** What is underlined in the rules, with its severity. */
const underlined = (page) =>
  page
    .locator("[data-editor=rules] .cm-lintRange")
    .evaluateAll((ranges) =>
      ranges.map((range) => `${/cm-lintRange-(\w+)/.exec(range.className)?.[1]} ${range.textContent}`),
    );

test("from a rule to its JSON and back, a click each", async (page) => {
  await addKeywords(page, "launch");
  await row(page, "content/rocket").locator("[data-part=title]").click();
  await row(page, "content/rocket").getByRole("button", { name: "JSON" }).click();
  const active = page.locator("[data-editor=rules] .cm-activeLine");
  await active.getByText('"rule_id": "rocket"').waitFor();
  await page.keyboard.press("ArrowDown");
  await panel(page).getByText("rocket content").waitFor();
  await panel(page).getByRole("button", { name: "Show in the list" }).click();
  await row(page, "content/rocket").getByRole("button", { name: "Delete" }).waitFor();
  await focusIs(page, "rocket");
});

test("both views are one state, and typing is one step of undo", async (page) => {
  await page.getByLabel("Message", { exact: true }).fill("the launch");
  await row(page, "content/rocket").locator("[data-part=title]").click();
  await row(page, "content/rocket").getByRole("button", { name: "JSON" }).click();
  await page.locator("[data-editor=rules] .cm-activeLine").getByText('"rocket"').waitFor();
  for (let line = 0; line < 3; line += 1) await page.keyboard.press("ArrowDown");
  await page.locator("[data-editor=rules] .cm-activeLine").getByText('"pattern": "rocket"').waitFor();
  await page.keyboard.press("End");
  for (let letter = 0; letter < 9; letter += 1) await page.keyboard.press("Backspace");
  await page.keyboard.type('"launch",');
  await verdictIs(page, "Notifies, with sound, highlighted");
  await openView(page, "List");
  await namesAre(page, "content", ["launch"]);
  await page.getByRole("button", { name: "Undo: Edit the rules" }).click();
  await namesAre(page, "content", ["rocket"]);
  await page.keyboard.press("Control+y");
  await namesAre(page, "content", ["launch"]);

  await row(page, "content/rocket").getByRole("switch").click();
  await openView(page, "JSON");
  await (await editor(page)).getByText('"enabled": false').last().waitFor();
});

test("a mistake is underlined where it is; the last good rules stay, and are not lost by going to the list", async (page) => {
  await openView(page, "JSON");
  await write(page, '{\n  "global": {\n    "content": [oops]\n  }\n}');
  await panel(page)
    .getByText(/Line 3, column 17/)
    .waitFor();
  await becomes(() => underlined(page), ["error oops"]);
  await verdictIs(page, "Notifies, without sound");
  await openView(page, "List");
  await panel(page).getByText("The JSON is not finished.").waitFor();
  await namesAre(page, "content", ["rocket"]);
  await panel(page).getByRole("button", { name: "Finish the JSON" }).click();
  await (await editor(page)).getByText("oops").waitFor();
  await write(page, '{"global": {"content": 3}}');
  await panel(page).getByText(/Line/).waitFor({ state: "detached" });
  await verdictIs(page, "Stays silent");
});

test("undo in the editor takes back what was typed, and then what was done before", async (page) => {
  await addKeywords(page, "launch");
  await openView(page, "JSON");
  const content = await editor(page);
  await content.click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("x");
  await panel(page)
    .getByText(/Line 1, column 1/)
    .waitFor();
  await page.keyboard.press("Control+z");
  await panel(page)
    .getByText(/Line 1, column 1/)
    .waitFor({ state: "detached" });
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await openView(page, "List");
  await namesAre(page, "content", ["rocket"]);
});

test("the engine's remarks are underlined, and listed with the way to their place", async (page) => {
  await openView(page, "JSON");
  await write(page, {
    global: {
      override: [
        {
          rule_id: "a",
          default: false,
          enabled: true,
          actions: ["notify"],
          conditions: [{ kind: "moon_phase" }, { kind: "event_match", key: "content.m.x", pattern: 7 }],
        },
      ],
      content: [{ rule_id: "b", default: false, enabled: true, pattern: "  ", actions: ["shout"] }],
    },
  });
  await page.locator("[data-editor=rules] .cm-lintRange").first().waitFor();
  const marks = await underlined(page);
  assert.ok(marks.includes('warning "moon_phase"'), marks.join("\n"));
  assert.ok(marks.includes("error 7"), marks.join("\n"));
  await panel(page)
    .getByText(/^\d+ remarks$/)
    .click();
  const remark = panel(page).getByRole("listitem").filter({ hasText: "is a number, not a string" });
  await remark.getByRole("button", { name: /^Line/ }).click();
  await page.locator("[data-editor=rules] .cm-activeLine").getByText('"pattern": 7').waitFor();
});

test("the event and the context are edited in the same editor", async (page) => {
  await page.getByRole("region", { name: "Event" }).getByRole("tab", { name: "JSON" }).click();
  const event = page.locator("[data-editor=event]").getByRole("textbox", { name: "The event" });
  await event.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText('{"type": "m.room.message", "sender": "@bob:x", "content": {"body": "rocket"}}');
  await verdictIs(page, "Notifies, with sound, highlighted");
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText('{"type": "m.room.message", ');
  await page
    .getByRole("region", { name: "Event" })
    .getByText(/Line 1/)
    .waitFor();
  await verdictIs(page, "Notifies, with sound, highlighted");
  const context = page.locator("[data-editor=context]").getByRole("textbox");
  await context.click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText('{\n  "user_id": "@bob:x",\n  "member_count": "many"\n}');
  await page
    .getByRole("region", { name: "Event" })
    .getByText(/Line 3, column 19/)
    .waitFor();
  assert.equal(await page.locator("[data-editor=context] .cm-lintRange").textContent(), '"many"');
});

test(
  "where the editor cannot be loaded there is a plain field, and it works",
  async (page, watch) => {
    await openView(page, "JSON");
    const field = page.getByRole("textbox", { name: "Rules as JSON" });
    await field.fill('{"global": {}}');
    await verdictIs(page, "Stays silent");
    await field.fill('{"global": }');
    await panel(page)
      .getByText(/Line 1, column 12/)
      .waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await watch.expected(/codemirror|ERR_FAILED|Failed to load/);
  },
  { prepare: (page) => page.route(/codemirror/, (route) => route.abort()) },
);

test("what is too long is refused, and what is nested too deep said to be so", async (page) => {
  await openView(page, "JSON");
  await write(page, `{"x": "${"y".repeat(2_000_000)}"}`);
  await page.getByText("That is too long to be edited here.").waitFor();
  await verdictIs(page, "Notifies, without sound");
  await write(page, `{"global": {"override": [{"x": ${"[".repeat(5000)}${"]".repeat(5000)}}]}}`);
  await panel(page)
    .getByText(/recursion limit/)
    .waitFor();
  await verdictIs(page, "Notifies, without sound");
});

test("from a reason to the rule, in whichever view it is shown", async (page) => {
  await openView(page, "JSON");
  await editor(page);
  const why = page.getByRole("region", { name: "Why" }).locator('[data-rule="rocket"]');
  await why.locator("summary").click();
  await why.getByRole("button", { name: "Edit" }).click();
  await page.locator("[data-editor=rules] .cm-activeLine").getByText('"rule_id": "rocket"').waitFor();
  await openView(page, "Simple");
  await why.getByRole("button", { name: "Edit" }).click();
  await row(page, "content/rocket").getByRole("button", { name: "Delete" }).waitFor();
});

test("Tab leaves the editor, and its name is read", async (page) => {
  await openView(page, "JSON");
  await (await editor(page)).click();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.closest("[data-editor]")), null);
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const viewport of [PHONE, DESKTOP]) {
    test(
      `axe has no objections: the JSON, ${colorScheme}, ${viewport.width} px`,
      async (page) => {
        await addKeywords(page, "日本");
        await openView(page, "JSON");
        await editor(page);
        await panel(page).getByText("1 remark").click();
        assert.deepEqual(await objections(page), []);
        await write(page, "{oops}");
        await panel(page)
          .getByText(/Line 1, column 2/)
          .waitFor();
        assert.deepEqual(await objections(page), []);
      },
      { viewport, colorScheme },
    );
  }
}
