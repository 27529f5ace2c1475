/** The settings page that clients have, over the same rules. */
import assert from "node:assert/strict";

import { objections } from "./support/axe.js";
import { focusIs, namesAre, openView, panel, row, verdictIs, write } from "./support/rules.js";
import { DESKTOP, PHONE } from "./support/site.js";
import { pageTests } from "./support/suite.js";

const test = pageTests();

test("one switch silences the account", async (page) => {
  await openView(page, "Simple");
  await panel(page).getByRole("switch", { name: "Notifications for this account" }).click();
  await verdictIs(page, "Stays silent");
  await page.getByRole("button", { name: "Undo: Silence this account" }).click();
  await verdictIs(page, "Notifies, without sound");
});

test("default modes, for encrypted rooms and others alike", async (page) => {
  await openView(page, "Simple");
  const groups = panel(page).getByRole("group", { name: "In groups, notify me about" });
  await groups.getByRole("radio", { name: "Mentions and keywords" }).check();
  await verdictIs(page, "Stays silent");
  await page.getByRole("region", { name: "Event" }).getByLabel("Members").fill("2");
  await verdictIs(page, "Notifies, with sound");
  await panel(page).getByRole("group", { name: "In direct chats" }).getByRole("radio", { name: "Mentions and keywords" }).check();
  await verdictIs(page, "Stays silent");
  await openView(page, "List");
  await page.getByRole("button", { name: /^Everything else/ }).click();
  for (const id of [".m.rule.encrypted", ".m.rule.encrypted_room_one_to_one"]) {
    assert.equal(await row(page, `underride/${id}`).getByRole("button", { name: "Notify", exact: true }).getAttribute("aria-pressed"), "false");
  }
  await row(page, "underride/.m.rule.encrypted").getByRole("button", { name: "Notify", exact: true }).click();
  await openView(page, "Simple");
  await panel(page).getByText("Encrypted rooms differ from others.").waitFor();
});

test("mentions, invitations, calls and bots are switches over their rules", async (page) => {
  await page.getByLabel("Kind of event").selectOption("Invitation");
  await verdictIs(page, "Notifies, with sound");
  await openView(page, "Simple");
  await panel(page).getByRole("switch", { name: "Invitations" }).click();
  await verdictIs(page, "Stays silent");
  assert.equal(await panel(page).getByRole("switch", { name: "Messages from bots" }).isChecked(), false);
  await panel(page).getByRole("switch", { name: "Messages from bots" }).click();
  await openView(page, "List");
  await page.getByRole("button", { name: /^Overrides/ }).click();
  assert.equal(await row(page, "override/.m.rule.suppress_notices").getByRole("switch").isChecked(), false);
});

test("keywords come and go, and the focus stays among them", async (page) => {
  await page.getByLabel("Message", { exact: true }).fill("launch");
  await openView(page, "Simple");
  const field = panel(page).getByRole("textbox", { name: "Keyword" });
  await field.fill("launch");
  await page.keyboard.press("Enter");
  await verdictIs(page, "Notifies, with sound, highlighted");
  await panel(page).getByRole("button", { name: "Remove launch" }).click();
  await verdictIs(page, "Notifies, without sound");
  await focusIs(page, "Remove rocket");
  await page.keyboard.press("Enter");
  await panel(page).getByRole("button", { name: "Remove rocket" }).waitFor({ state: "detached" });
  await openView(page, "List");
  await panel(page).getByRole("button", { name: /^Keywords/ }).getByText("none").waitFor();
});

test("rooms have modes, the event's room first", async (page) => {
  await openView(page, "Simple");
  const here = panel(page).getByLabel("Notify me about, in !mission:example.org");
  await here.selectOption("Nothing");
  await verdictIs(page, "Stays silent");
  await here.selectOption("All messages");
  await verdictIs(page, "Notifies, with sound");
  await panel(page).getByRole("textbox", { name: "Another room" }).fill("nonsense");
  await page.keyboard.press("Enter");
  await panel(page).getByText("is not a room ID").waitFor();
  await panel(page).getByRole("textbox", { name: "Another room" }).fill("!other:example.org");
  await page.keyboard.press("Enter");
  await panel(page).getByLabel("Notify me about, in !other:example.org").selectOption("Mentions and keywords");
  await openView(page, "List");
  await namesAre(page, "room", ["!other:example.org", "!mission:example.org"]);
  await openView(page, "Simple");
  await here.selectOption("As usual");
  await verdictIs(page, "Notifies, without sound");
});

test("what the settings cannot say is listed, with the way to the rule", async (page) => {
  await openView(page, "JSON");
  await write(page, {
    global: {
      override: [{ rule_id: "odd", default: false, enabled: true, conditions: [{ kind: "event_match", key: "type", pattern: "m.*" }], actions: [] }],
    },
  });
  await openView(page, "Simple");
  await panel(page).getByRole("button", { name: "odd" }).click();
  await row(page, "override/odd").getByText("And another condition").waitFor();
});

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const viewport of [PHONE, DESKTOP]) {
    test(
      `axe has no objections: the settings, ${colorScheme}, ${viewport.width} px`,
      async (page) => {
        await page.getByRole("button", { name: "Add a person" }).click();
        await page.getByRole("button", { name: "Add", exact: true }).first().click();
        await row(page, "override/@bob:example.org").waitFor();
        await openView(page, "Simple");
        await panel(page).getByText("The rules say more than this page can").waitFor();
        assert.deepEqual(await objections(page), []);
      },
      { viewport, colorScheme },
    );
  }
}
