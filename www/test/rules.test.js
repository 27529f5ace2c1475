/** The list of rules: switches, what rules do, their order, new rules, and what is remarked about them. */
import assert from "node:assert/strict";

import { objections } from "./support/axe.js";
import { addKeywords, focusIs, namesAre, openView, panel, row, saidIs, verdictIs, write } from "./support/rules.js";
import { DESKTOP, PHONE, settled } from "./support/site.js";
import { pageTests } from "./support/suite.js";

const test = pageTests();

const FIRES = "Notifies, with sound, highlighted";

test("a switch turns a rule off and on, and undo takes it back", async (page) => {
  await page.getByLabel("Message", { exact: true }).fill("a rocket");
  await verdictIs(page, FIRES);
  const toggle = row(page, "content/rocket").getByRole("switch", { name: "rocket is in force" });
  await toggle.click();
  await verdictIs(page, "Notifies, without sound");
  assert.equal(await toggle.isChecked(), false);
  await page.getByRole("button", { name: "Undo: Switch off: rocket" }).click();
  await verdictIs(page, FIRES);
  assert.equal(await toggle.isChecked(), true);
  await page.keyboard.press("Control+Shift+z");
  assert.equal(await toggle.isChecked(), false);
});

test("chips say and change what a rule does", async (page) => {
  await page.getByLabel("Message", { exact: true }).fill("a rocket");
  const chip = (name) => row(page, "content/rocket").getByRole("button", { name, exact: true }).first();
  await chip("Highlight").click();
  await verdictIs(page, "Notifies, with sound");
  await chip("Sound").click();
  await verdictIs(page, "Notifies, without sound");
  await chip("Notify").click();
  await verdictIs(page, "Stays silent");
  assert.equal(await chip("Notify").getAttribute("aria-pressed"), "false");
  await chip("Sound").click();
  await verdictIs(page, "Notifies, with sound");
  assert.equal(await chip("Notify").getAttribute("aria-pressed"), "true");
  for (let step = 0; step < 4; step += 1) await page.keyboard.press("Control+z");
  await verdictIs(page, FIRES);
});

test("a predefined rule can be switched and silenced, and nothing else", async (page) => {
  await page.getByRole("button", { name: /^Everything else/ }).click();
  const message = row(page, "underride/.m.rule.message");
  await message.getByRole("button", { name: "Notify", exact: true }).click();
  await verdictIs(page, "Stays silent");
  await message.locator("[data-part=title]").click();
  assert.equal(await message.getByRole("button", { name: "Delete" }).count(), 0);
  assert.equal(await message.getByRole("button", { name: /^Move/ }).count(), 0);
  assert.match(await message.textContent(), /the event type is “m\.room\.message”/);
});

test("keywords are added one after another, and one that is there is not added again", async (page) => {
  await page.getByLabel("Message", { exact: true }).fill("the launch pad");
  await page.getByRole("button", { name: "Add a keyword" }).click();
  const field = page.getByRole("textbox", { name: "Keyword" });
  await page.keyboard.type("launch");
  await page.keyboard.press("Enter");
  await verdictIs(page, FIRES);
  await saidIs(page, "Added the keyword launch");
  assert.equal(await field.inputValue(), "");
  await page.keyboard.type("launch");
  await page.keyboard.press("Enter");
  await page.getByText("“launch” is a keyword already").waitFor();
  await field.fill("");
  await page.keyboard.press("Enter");
  await page.getByText("the keyword is empty").waitFor();
  await namesAre(page, "content", ["launch", "rocket"]);
  await page.keyboard.press("Escape");
  await focusIs(page, "Add a keyword");
});

test("a room is added with how much of it notifies", async (page) => {
  await page.getByRole("button", { name: "Add a room" }).click();
  const field = page.getByRole("textbox", { name: "Room ID" });
  assert.equal(await field.inputValue(), "!mission:example.org");
  await field.fill("#mission:example.org");
  await page.keyboard.press("Enter");
  await page.getByText("is not a room ID").waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await field.fill("!mission:example.org");
  await page.getByRole("radio", { name: "Nothing" }).check();
  await page.keyboard.press("Enter");
  await row(page, "override/!mission:example.org").waitFor();
  await verdictIs(page, "Stays silent");
  await page.getByRole("button", { name: /^Undo: Notify about !mission/ }).click();
  await verdictIs(page, "Notifies, without sound");
});

test("a person is added, everywhere or with a sender rule, of which is said who ignores it", async (page) => {
  await page.getByRole("button", { name: "Add a person" }).click();
  assert.equal(await page.getByRole("textbox", { name: "Matrix ID" }).inputValue(), "@bob:example.org");
  await page.getByRole("radio", { name: "Never notify me" }).check();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await row(page, "override/@bob:example.org").waitFor();
  await verdictIs(page, "Stays silent");

  await page.getByRole("button", { name: "Add a person" }).click();
  await page.getByRole("textbox", { name: "Matrix ID" }).fill("bob");
  await page.keyboard.press("Enter");
  await page.getByText("not a full Matrix ID").waitFor();
  await page.getByRole("textbox", { name: "Matrix ID" }).fill("@carol:example.org");
  await page.getByRole("radio", { name: "Sender" }).check();
  await page.getByText("Synapse and Element Web ignore").first().waitFor();
  await page.keyboard.press("Enter");
  const carol = row(page, "sender/@carol:example.org");
  await carol.getByText("Careful:").waitFor();
  assert.match(await carol.textContent(), /Synapse/);
});

test("a custom rule is built from conditions", async (page) => {
  await page.getByRole("button", { name: "Add a custom rule" }).click();
  const form = page.getByRole("region", { name: "Add a custom rule" });
  await form.getByText("Always: notifies, without a sound.").waitFor();
  await form.getByRole("button", { name: "From a person" }).click();
  // The focus is in the field that is still empty.
  await page.keyboard.type("@bob:*");
  await form.getByRole("button", { name: "And another condition" }).click();
  await form.getByRole("button", { name: "Room has two members" }).click();
  const second = form.getByRole("group", { name: "Condition 2" });
  await second.getByLabel("Members").selectOption("more than");
  await second.getByLabel("Number").fill("3");
  await form.getByRole("button", { name: "Sound" }).click();
  await form
    .getByText("When the sender is “@bob:*”, and the room has more than 3 members: notifies, with a sound.")
    .waitFor();
  await form.getByLabel("Name (rule_id)").fill("a/b");
  await form.getByRole("button", { name: "Add the rule" }).click();
  await form.getByText("contains a slash").waitFor();
  await form.getByLabel("Name (rule_id)").fill("bob-in-groups");
  await form.getByRole("button", { name: "Add the rule" }).click();
  await row(page, "override/bob-in-groups").waitFor();
  await verdictIs(page, "Notifies, with sound");
  await focusIs(page, "bob-in-groupsdecides");
});

test("conditions of every kind are edited in the open rule, each keystroke counts, a word is one step", async (page) => {
  await openView(page, "JSON");
  await write(page, {
    global: {
      override: [
        {
          rule_id: "r",
          default: false,
          enabled: true,
          conditions: [{ kind: "event_match", key: "type", pattern: "x" }],
          actions: ["notify"],
        },
      ],
    },
  });
  await openView(page, "List");
  const rule = row(page, "override/r");
  await rule.locator("[data-part=title]").click();
  const one = rule.getByRole("group", { name: "Condition 1" });
  await verdictIs(page, "Stays silent");
  await one.getByLabel("Pattern").fill("");
  await one.getByLabel("Pattern").pressSequentially("m.room.*");
  await verdictIs(page, "Notifies, without sound");

  await page.keyboard.press("Control+z");
  assert.equal(await one.getByLabel("Pattern").inputValue(), "x");
  await page.keyboard.press("Control+y");
  await verdictIs(page, "Notifies, without sound");

  await one.getByLabel("The event").selectOption("Property is exactly");
  await one.getByLabel("Property").fill("content.n");
  await one.getByLabel("Type").selectOption("Number");
  await one.getByLabel("Value").fill("1.5");
  await one.getByText("a whole number is wanted here").waitFor();
  await one.getByLabel("Value").fill("15");
  await one.getByText("a whole number is wanted here").waitFor({ state: "detached" });
  await openView(page, "JSON");
  await page.getByText('"value": 15').waitFor();
  await openView(page, "List");

  await one.getByLabel("The event").selectOption("Text contains my display name");
  await page.getByLabel("Message", { exact: true }).fill("hello Alice");
  await verdictIs(page, "Notifies, without sound");
  await rule.getByRole("button", { name: "Remove condition 1" }).click();
  await rule.getByText("it matches every event").waitFor();
  await page.keyboard.press("Control+z");
  assert.equal(await one.getByLabel("The event").inputValue(), "contains_display_name");
});

test("a condition that nobody knows is kept, and edited as JSON", async (page) => {
  await openView(page, "JSON");
  await write(page, {
    global: {
      override: [
        {
          rule_id: "r",
          default: false,
          enabled: true,
          conditions: [{ kind: "moon_phase", phase: "full" }],
          actions: [],
        },
      ],
    },
  });
  await openView(page, "List");
  const rule = row(page, "override/r");
  await rule.locator("[data-part=title]").click();
  const json = rule.getByRole("group", { name: "Condition 1" }).getByLabel("JSON");
  assert.equal(await json.inputValue(), '{"kind":"moon_phase","phase":"full"}');
  await json.fill('{"kind": "moon_phase", "phase": }');
  await json.blur();
  await rule.getByText(/Line 1, column 33/).waitFor();
  await json.fill('{"kind": "moon_phase", "phase": "new"}');
  await json.blur();
  await openView(page, "JSON");
  await page.getByText('"phase": "new"').waitFor();
});

test("a rule is deleted, with the focus on its neighbour, and brought back by the message", async (page) => {
  await addKeywords(page, "one", "two");
  await row(page, "content/one").locator("[data-part=title]").click();
  await row(page, "content/one").getByRole("button", { name: "Delete" }).click();
  await row(page, "content/one").waitFor({ state: "detached" });
  await namesAre(page, "content", ["two", "rocket"]);
  await focusIs(page, "rocket");
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await namesAre(page, "content", ["two", "one", "rocket"]);

  await row(page, "content/rocket").locator("[data-part=title]").press("Delete");
  await row(page, "content/rocket").waitFor({ state: "detached" });
  await focusIs(page, "one");
});

test("rules change places by the keyboard: announced, the focus stays, each move is one step of undo", async (page) => {
  await addKeywords(page, "three", "two", "one");
  await namesAre(page, "content", ["one", "two", "three", "rocket"]);
  const grip = page.getByRole("button", { name: "Move one", exact: true });
  await grip.press("ArrowDown");
  await focusIs(page, "Move one");
  await namesAre(page, "content", ["two", "one", "three", "rocket"]);
  await saidIs(page, "one is now 2 of 4");
  await page.keyboard.press("End");
  await saidIs(page, "one is now 4 of 4");
  await namesAre(page, "content", ["two", "three", "rocket", "one"]);
  await page.keyboard.press("ArrowDown");
  await saidIs(page, "one stays at 4 of 4");
  await page.keyboard.press("Home");
  await saidIs(page, "one is now 1 of 4");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await namesAre(page, "content", ["two", "one", "three", "rocket"]);
  await row(page, "content/three").locator("[data-part=title]").press("Alt+ArrowUp");
  await namesAre(page, "content", ["two", "three", "one", "rocket"]);
});

for (const [how, context] of /** @type {const} */ ([
  ["mouse", {}],
  ["finger", { hasTouch: true, isMobile: true }],
])) {
  test(
    `rules change places by dragging with a ${how}; Escape lets go`,
    async (page) => {
      await addKeywords(page, "three", "two", "one");
      const drag = await dragger(page, how);
      await drag("Move one", "content/three", true);
      await focusIs(page, "Move one");
      await namesAre(page, "content", ["two", "three", "one", "rocket"]);
      await drag("Move rocket", "content/two", true);
      await focusIs(page, "Move rocket");
      await namesAre(page, "content", ["rocket", "two", "three", "one"]);
      await drag("Move rocket", "content/one", false);
      await namesAre(page, "content", ["rocket", "two", "three", "one"]);
      await page.getByRole("button", { name: "Undo: Move rocket" }).click();
      await namesAre(page, "content", ["two", "three", "one", "rocket"]);
    },
    { context, viewport: how === "finger" ? PHONE : DESKTOP },
  );
}

/** Drags a grip to a row; lets go there, or gives up with Escape. */
async function dragger(page, how) {
  const devtools = how === "finger" ? await page.context().newCDPSession(page) : null;
  return async (grip, target, letGo) => {
    await page.getByRole("button", { name: grip, exact: true }).scrollIntoViewIfNeeded();
    await settled(page);
    const from = await page.getByRole("button", { name: grip, exact: true }).boundingBox();
    const to = await row(page, target).boundingBox();
    const x = from.x + from.width / 2;
    const [start, end] = [from.y + from.height / 2, to.y + from.height / 2];
    // Until the grip is nearly where that of the other row is: it has made room by then.
    const beyond = end - Math.sign(end - start) * 8;
    const points = [0.25, 0.5, 0.75, 1].map((part) => start + (beyond - start) * part);
    if (devtools) {
      const touch = (type, touchPoints) => devtools.send("Input.dispatchTouchEvent", { type, touchPoints });
      await touch("touchStart", [{ x, y: start }]);
      for (const y of points) await touch("touchMove", [{ x, y }]);
      if (!letGo) await page.keyboard.press("Escape");
      await touch("touchEnd", []);
    } else {
      await page.mouse.move(x, start);
      await page.mouse.down();
      for (const y of points) await page.mouse.move(x, y);
      if (!letGo) await page.keyboard.press("Escape");
      await page.mouse.up();
    }
  };
}

test("what the engine remarks stands at the rule", async (page) => {
  await addKeywords(page, "日本");
  const rule = row(page, "content/日本");
  await rule.getByText("1 remark").waitFor();
  await rule.locator("[data-part=title]").click();
  await rule
    .getByRole("list", { name: "Remarks" })
    .getByText(/on both sides; on Synapse/)
    .waitFor();
});

test("broken rules are shown, and cannot break the list", async (page) => {
  await openView(page, "JSON");
  await write(
    page,
    '{"global": {"override": [null, 3, {}, {"rule_id": 7}, {"rule_id": "a"}, {"rule_id": "a", "actions": "x", "conditions": {}}, {"rule_id": "<img src=x onerror=alert(1)>", "__proto__": {"enabled": false}, "conditions": [null, 5], "actions": [null]}], "room": 5, "content": [{"rule_id": "\u202Eevil", "default": false, "enabled": true, "pattern": "", "actions": []}]}}',
  );
  await openView(page, "List");
  await namesAre(page, "override", [
    "(rule without an ID)",
    "(rule without an ID)",
    "(rule without an ID)",
    "(rule without an ID)",
    "a",
    "a",
    "<img src=x onerror=alert(1)>",
  ]);
  for (const title of await page.locator("[data-kind=override] [data-part=title]").all()) {
    await title.click();
    if ((await panel(page).getByRole("tab", { name: "JSON" }).getAttribute("aria-selected")) === "true")
      await openView(page, "List");
  }
  await row(page, "override/a").first().getByRole("switch").click();
  assert.equal(await row(page, "override/a").first().getByRole("switch").isChecked(), false);
});

test("three hundred rules: one is found by its name, decides, and is moved", async (page) => {
  await openView(page, "JSON");
  const rules = Array.from({ length: 300 }, (_, index) => ({
    rule_id: `word${index}`,
    default: false,
    enabled: true,
    pattern: `word${index}`,
    actions: ["notify"],
  }));
  await write(page, { global: { content: rules } });
  await openView(page, "List");
  await page.getByRole("searchbox", { name: "Find one of 300 rules" }).fill("word299");
  await namesAre(page, "content", ["word299"]);
  await page.getByRole("searchbox").fill("");
  assert.equal(await page.locator("[data-kind=content] [data-rule]").count(), 300);
  await page.getByLabel("Message", { exact: true }).fill("word299");
  await row(page, "content/word299").getByText("decides").waitFor();
  await page.getByRole("button", { name: "Move word150" }).press("ArrowUp");
  await saidIs(page, "word150 is now 150 of 300");
});

test(
  "what cannot be loaded is said where it was wanted, and nothing else breaks",
  async (page, watch) => {
    await row(page, "content/rocket").getByRole("switch").click();
    await row(page, "content/rocket").locator(".problem").waitFor();
    assert.equal(await row(page, "content/rocket").getByRole("switch").isChecked(), true);
    await openView(page, "Simple");
    await panel(page).locator(".problem").waitFor();
    await verdictIs(page, "Notifies, without sound");
    await watch.expected(/ERR_FAILED/);
  },
  { prepare: (page) => page.route(/matrix-push-rules-full/, (route) => route.abort()) },
);

for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  for (const viewport of [PHONE, DESKTOP]) {
    test(
      `axe has no objections: the list, ${colorScheme}, ${viewport.width} px`,
      async (page) => {
        await addKeywords(page, "日本", "launch");
        await page.getByRole("button", { name: /^Overrides/ }).click();
        await row(page, "content/日本").getByText("1 remark").waitFor();
        await row(page, "content/日本").locator("[data-part=title]").click();
        await row(page, "content/launch").getByRole("switch").click();
        assert.deepEqual(await objections(page), []);
        for (const name of ["Add a keyword", "Add a room", "Add a person", "Add a custom rule"]) {
          await page.getByRole("button", { name }).click();
          assert.deepEqual(await objections(page), [], name);
        }
        await page.getByRole("button", { name: "Text contains a word" }).click();
        assert.deepEqual(await objections(page), []);
      },
      { viewport, colorScheme },
    );
  }
}
