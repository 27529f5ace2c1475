/** The event, and who receives it. */
import assert from "node:assert/strict";

import { pageTests } from "./support/suite.js";

const test = pageTests();

const kind = (page) => page.getByLabel("Kind of event");
const decided = (page) => page.locator(".answer-rule code").textContent();

const KINDS = {
  "Message in a room": ".m.rule.message",
  "Direct message": ".m.rule.room_one_to_one",
  "Mention of me": ".m.rule.is_user_mention",
  "@room": ".m.rule.is_room_mention",
  "Reply to me": ".m.rule.is_user_mention",
  "Message in a thread": ".m.rule.message",
  Edit: ".m.rule.suppress_edits",
  Reaction: ".m.rule.reaction",
  "Notice of a bot": ".m.rule.suppress_notices",
  Invitation: ".m.rule.invite_for_me",
  "Somebody joins": ".m.rule.member_event",
  Call: ".m.rule.call",
  "Encrypted message": ".m.rule.encrypted",
  Poll: ".org.matrix.msc3930.rule.poll_start",
  "Room upgrade": ".m.rule.tombstone",
  "Server access list": ".m.rule.room.server_acl",
};

test("there is an event of each kind that the predefined rules know, and the rule for it decides", async (page) => {
  assert.deepEqual(await kind(page).locator("option").allTextContents(), Object.keys(KINDS));
  for (const [label, rule_id] of Object.entries(KINDS)) {
    await kind(page).selectOption(label);
    assert.equal(await decided(page), rule_id, label);
    assert.equal(await kind(page).locator("option:checked").textContent(), label);
  }
});

test("mentions are two switches", async (page) => {
  await page.getByRole("button", { name: "me", exact: true }).click();
  assert.equal(await decided(page), ".m.rule.is_user_mention");
  await page.getByRole("button", { name: "me", exact: true }).click();
  assert.equal(await decided(page), ".m.rule.message");
  await page.getByRole("button", { name: "the whole room" }).click();
  // Bob may not.
  assert.equal(await decided(page), ".m.rule.message");
  await page.getByLabel("Sender’s power").fill("50");
  assert.equal(await decided(page), ".m.rule.is_room_mention");
  await page.getByLabel("Power for @room").fill("60");
  assert.equal(await decided(page), ".m.rule.message");
});

test("the number of members decides about direct messages", async (page) => {
  const members = page.getByLabel("Members", { exact: true });
  await members.fill("2");
  assert.equal(await decided(page), ".m.rule.room_one_to_one");
  await members.fill("x2");
  assert.equal(await members.getAttribute("aria-invalid"), "true");
  assert.equal(await decided(page), ".m.rule.room_one_to_one");
  await members.fill("");
  assert.equal(await decided(page), ".m.rule.message");
});

test("when somebody else asks, the predefined rules and the event are about them", async (page) => {
  await kind(page).selectOption("Mention of me");
  await page.getByLabel("I am").fill("@carol:example.org");
  assert.equal(await decided(page), ".m.rule.is_user_mention");
  await kind(page).selectOption("Invitation");
  assert.equal(await decided(page), ".m.rule.invite_for_me");
});

test("the event as JSON is the same event", async (page) => {
  await page.getByRole("tab", { name: "JSON" }).first().click();
  assert.equal(await page.getByRole("tab", { name: "JSON" }).first().getAttribute("aria-selected"), "true");
  await page.getByRole("tab", { name: "JSON" }).first().press("ArrowLeft");
  assert.equal(await page.getByLabel("Message", { exact: true }).inputValue(), "the rockets are ready");
});
