/** Why: the rules in the order in which they are tried, and what became of each. */
import assert from "node:assert/strict";

import { reasons } from "./support/reasons.js";
import { pageTests } from "./support/suite.js";

const test = pageTests();

const rule = (page, id) => page.locator(`.tried[data-rule="${id}"]`);
const message = (page) => page.getByLabel("Message", { exact: true });

test("the winner is open, with the engine's reasons", async (page) => {
  const winner = page.locator(".tried-matched");
  assert.equal(await winner.count(), 1);
  assert.match(await winner.textContent(), /Messages in groups.*Decides.*type is m\.room\.message/);
  await message(page).fill("a rocket");
  await reasons(page);
  assert.equal(await winner.getAttribute("data-rule"), "rocket");
  assert.equal(await winner.locator("details").getAttribute("open"), "");
});

test("what matches in the message is marked", async (page) => {
  await message(page).fill("Rocket 🚀 after rocket");
  await reasons(page);
  assert.deepEqual(await rule(page, "rocket").locator("mark").allTextContents(), ["Rocket", "rocket"]);
  assert.equal(await rule(page, "rocket").locator(".marked").textContent(), "Rocket 🚀 after rocket");
});

test("the order is that of the engine, and what did not match can be unfolded", async (page) => {
  const folds = page.locator(".fold");
  const before = await page.locator(".tried").count();
  for (const fold of await folds.all()) await fold.locator(":scope > details > summary").click();
  assert.ok((await page.locator(".tried").count()) > before);
  const ids = await page.locator(".tried").evaluateAll((rows) => rows.map((row) => row.dataset.rule));
  assert.equal(ids[0], ".m.rule.master");
  const order = [
    ".m.rule.suppress_notices",
    ".m.rule.is_user_mention",
    "rocket",
    ".m.rule.call",
    ".m.rule.message",
    ".m.rule.encrypted",
  ];
  assert.deepEqual(
    ids.filter((id) => order.includes(id)),
    order,
  );
});

test("disabled rules are visibly so, in words and in shape", async (page) => {
  const master = rule(page, ".m.rule.master");
  assert.match(await master.textContent(), /Switched off.*the rule is disabled/);
  assert.equal(
    await master.locator(".tried-state").evaluate((state) => getComputedStyle(state).borderTopStyle),
    "dashed",
  );
});

test("what would decide next is said", async (page) => {
  await message(page).fill("a rocket");
  await reasons(page);
  const next = page.locator(".tried", { hasText: "Would decide next" });
  assert.equal(await next.count(), 1);
  assert.equal(await next.getAttribute("data-rule"), ".m.rule.message");
});

test("from a rule to its JSON and back, a click each", async (page) => {
  const winner = page.locator(".tried-matched");
  await winner.getByRole("button", { name: "JSON" }).click();
  const json = JSON.parse(await winner.locator("pre").textContent());
  assert.equal(json.rule_id, ".m.rule.message");
  await winner.getByRole("button", { name: "Reasons" }).click();
  assert.match(await winner.textContent(), /type is m\.room\.message/);
});

test("a rule that did not match says which condition failed", async (page) => {
  const row = rule(page, "rocket");
  await row.locator("summary").click();
  await row.locator(".condition").waitFor();
  assert.match(
    await row.locator(".condition").textContent(),
    /Does not hold: content\.body contains rocket only inside a longer word/,
  );
});

test("what marks the rule that is open in both panels covers none of its reasons", async (page) => {
  await page.getByRole("button", { name: "rocket", exact: true }).click();
  const marked = page.locator('.tried[data-selected="true"]');
  await marked.locator(".condition").waitFor();
  const { mark, reasons } = await marked.evaluate((row) => {
    const summary = row.querySelector("summary");
    const spread = Number.parseFloat(getComputedStyle(summary).boxShadow.split("px ")[3]);
    return { mark: summary.getBoundingClientRect().bottom + spread, reasons: row.querySelector(".condition").getBoundingClientRect().top };
  });
  assert.ok(mark < reasons, `the mark ends at ${mark}, the reasons begin at ${reasons}`);
});
