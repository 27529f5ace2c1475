/** Every example of the gallery: opened as a person would, and held to what the project's tests say of it. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { openSite } from "./support/site.js";

const FOLDER = new URL("../../tests/complaints/", import.meta.url);
const COMPLAINTS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => ({ id: name.replace(".json", ""), ...JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) }));

/** @type {Awaited<ReturnType<typeof openSite>>} */
let site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

test("every complaint is an example, once", () =>
  site.page(async (page) => {
    await page.getByRole("button", { name: "Examples" }).click();
    await page.locator("[data-example]").first().waitFor();
    const shown = await page.locator("[data-example]").evaluateAll((all) => all.map((element) => element.dataset.example));
    assert.deepEqual(shown.toSorted(), COMPLAINTS.map(({ id }) => id).toSorted());
    assert.ok(shown.length >= 10);
  }));

for (const { id, title, story, answer, threads, answers, parting } of COMPLAINTS) {
  test(`example: ${title}`, () =>
    site.page(async (page) => {
      await page.getByRole("button", { name: "Examples" }).click();
      await page.locator(`[data-example=${id}]`).click();
      await page.locator(".example").waitFor();
      const { notify, sound, highlight, rule } = answers.spec;

      assert.equal(await page.locator(".verdict").textContent(), verdict({ notify, sound, highlight }));
      if (rule) assert.equal(await page.locator(".answer-rule code").textContent(), rule.rule_id);

      const words = (text) => text.replaceAll("`", "");
      const note = await page.locator(".example").innerText();
      for (const text of [title, story, answer]) assert.ok(note.includes(words(text)), `${note} lacks ${text}`);
      const links = await page.locator(".example a").evaluateAll((all) => all.map(({ textContent, href }) => [textContent, href]));
      assert.deepEqual(links, threads.map((thread) => [thread, `https://github.com/${thread.replace("#", "/issues/")}`]));

      // The worker answers a little later.
      await page.locator(".dialects[aria-busy=false]").waitFor();
      for (const [dialect, its] of Object.entries(answers)) {
        const shown = page.locator(`[data-dialect=${dialect}] .outcome`);
        const expected = its.outcome === "ruleset_rejected" ? "Gives up: nobody is notified" : verdict(its);
        assert.ok((await shown.textContent())?.includes(expected), `${dialect}: ${await shown.textContent()} instead of ${expected}`);
      }
      assert.equal(await page.getByText("They disagree").count(), parting === undefined ? 0 : 1);
    }));
}

test("an example is one step of undo, leads to the next one, and can be put away", () =>
  site.page(async (page) => {
    const body = await page.getByLabel("Message", { exact: true }).inputValue();
    await page.getByRole("button", { name: "Examples" }).click();
    await page.locator("[data-example=keyword_inside_a_longer_word]").click();
    const heading = page.locator(".example h2");
    assert.equal(await heading.textContent(), "A keyword with a star is found inside longer words");
    await page.getByRole("button", { name: "Next example" }).click();
    assert.equal(await heading.textContent(), "A keyword is found inside words with accents");
    await page.getByRole("button", { name: "Close the example" }).click();
    assert.equal(await heading.count(), 0);
    for (let steps = 0; steps < 3; steps++) await page.getByRole("button", { name: /^Undo/ }).click();
    assert.equal(await page.getByLabel("Message", { exact: true }).inputValue(), body);
    assert.equal(await heading.count(), 0);
  }));

test("the explanation stays while people play with the example, and after a reload", () =>
  site.page(async (page) => {
    await page.getByRole("button", { name: "Examples" }).click();
    await page.locator("[data-example=keyword_inside_a_longer_word]").click();
    await page.getByLabel("Message", { exact: true }).fill("see you, tom");
    assert.equal(await page.locator(".answer-rule code").textContent(), "tom");
    await page.locator(".example").waitFor();
    await page.reload();
    await page.locator(".example").waitFor();
    assert.equal(await page.getByLabel("Message", { exact: true }).inputValue(), "see you, tom");
  }));

function verdict({ notify, sound, highlight }) {
  if (!notify) return "Stays silent";
  return ["Notifies", sound === null ? "without sound" : "with sound", ...(highlight ? ["highlighted"] : [])].join(", ");
}
