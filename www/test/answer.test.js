/** The answer: what a phone would show, and the verdict in words. */
import assert from "node:assert/strict";

import { stopClock } from "./support/site.js";
import { reasons } from "./support/reasons.js";
import { pageTests } from "./support/suite.js";

const test = pageTests();

const verdict = (page) => page.locator(".verdict").textContent();
const message = (page) => page.getByLabel("Message", { exact: true });
const kind = (page) => page.getByLabel("Kind of event");

test("the verdict follows every keystroke", async (page) => {
  assert.equal(await verdict(page), "Notifies, without sound");
  await message(page).fill("the rocket");
  assert.equal(await verdict(page), "Notifies, with sound, highlighted");
  await message(page).press("End");
  await page.keyboard.type("s");
  assert.equal(await verdict(page), "Notifies, without sound");
  await page.keyboard.press("Backspace");
  assert.equal(await verdict(page), "Notifies, with sound, highlighted");
});

test("the notification is the one of a phone: who, where, what", async (page) => {
  const card = page.locator(".card");
  await message(page).fill("lift-off at nine");
  assert.match(await card.textContent(), /Room with 5 members.*bob.*lift-off at nine/);
  await page.getByLabel("Members", { exact: true }).fill("2");
  assert.match(await card.textContent(), /Direct message/);
});

test("nothing appears for what does not notify, and the answer says which rule wants that", async (page) => {
  await kind(page).selectOption("Notice of a bot");
  assert.equal(await verdict(page), "Stays silent");
  assert.equal(await page.locator(".card").textContent(), "Nothing appears");
  assert.match(
    await page.locator(".answer-reason").textContent(),
    /Notices from bots.*\.m\.rule\.suppress_notices.*override/,
  );
});

test("my own messages never notify", async (page) => {
  await page.getByLabel("From").fill("@alice:example.org");
  assert.equal(await verdict(page), "Stays silent");
  assert.match(await page.locator(".answer-reason").textContent(), /your own/);
});

test("somebody who asks about a keyword is told why it did not fire, and what to do", async (page) => {
  const near = page.locator(".near");
  assert.match(
    await near.textContent(),
    /Why not rocket\? The message contains rocket only inside a longer word: rockets\. Keywords/,
  );
  assert.match(await near.textContent(), /rocket\* would find longer ones too/);
  await kind(page).selectOption("Encrypted message");
  await reasons(page);
  assert.match(await near.textContent(), /Servers cannot read encrypted messages/);
  await kind(page).selectOption("Notice of a bot");
  await message(page).fill("a rocket!");
  await reasons(page);
  assert.match(await near.textContent(), /Why not rocket\? It would match, but “Notices from bots” comes first, and decides\./);
  await kind(page).selectOption("Message in a room");
  await message(page).fill("a rocket!");
  await reasons(page);
  assert.equal(await near.count(), 0);
  await page.getByRole("switch", { name: "rocket is in force" }).click();
  await near.waitFor();
  assert.match(await near.textContent(), /It is switched off; it would match\. Switch it on, and it counts\./);
});

test("screen readers are told the verdict when it has settled, and not at each key", async (page) => {
  const said = page.locator("[data-verdict]");
  await page.evaluate(() => {
    globalThis.announcements = [];
    const region = document.querySelector("[data-verdict]");
    new MutationObserver(() => region.textContent && globalThis.announcements.push(region.textContent)).observe(
      region,
      {
        childList: true,
        characterData: true,
        subtree: true,
      },
    );
  });
  assert.equal(await said.getAttribute("role"), "status");
  const pass = await stopClock(page);
  await message(page).fill("");
  for (const letter of "a rocket") {
    await page.keyboard.type(letter);
    await pass(100);
  }
  assert.deepEqual(await page.evaluate(() => globalThis.announcements), []);
  await pass(2000);
  const [first, ...more] = await page.evaluate(() => globalThis.announcements);
  assert.equal(first, "Notifies, with sound, highlighted. The rule “rocket” says so.");
  assert.deepEqual(more, []);
});

test(
  "the verdict stays in view when the answer is scrolled away",
  async (page) => {
    const pill = page.locator(".staying-pill");
    assert.equal(await pill.count(), 0);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await pill.waitFor();
    assert.equal(await pill.textContent(), "Notifies, without sound");
    await page.evaluate(() => scrollTo(0, 0));
    await pill.waitFor({ state: "detached" });
  },
  { viewport: { width: 360, height: 500 } },
);

test(
  "the answer does not wait for what is below the first screen of a phone, and then all of it comes",
  async (page) => {
    const titles = () => page.locator("main > section").evaluateAll((panels) => panels.map((panel) => panel.querySelector("h2").textContent));
    assert.deepEqual(await page.evaluate(() => globalThis.withTheAnswer), ["Answer", "Event"]);
    assert.deepEqual(await titles(), ["Answer", "Event", "Why", "Rules", "Servers and apps", "What would change"]);
  },
  {
    prepare: (page) =>
      page.addInitScript(() => {
        new MutationObserver((_, observer) => {
          if (document.querySelector(".verdict") === null) return;
          observer.disconnect();
          globalThis.withTheAnswer = [...document.querySelectorAll("main > section h2")].map((title) => title.textContent);
        }).observe(document, { childList: true, subtree: true });
      }),
  },
);
