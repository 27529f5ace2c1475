/** Bring your own: pasted, dropped, chosen, or fetched from a homeserver. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { dropFile, paste } from "./support/bring.js";
import engine from "./support/engine.js";
import { openHomeserver, TOKEN, USER } from "./support/homeserver.js";
import { openSite } from "./support/site.js";

const SYNC = readFileSync(new URL("../../tests/data/synapse_sync_initial.json", import.meta.url), "utf8");
const RULES = { global: engine.addKeyword(engine.defaultRules("@carol:example.org"), "moon") };

/** @type {Awaited<ReturnType<typeof openSite>>} */
let site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

async function open(page) {
  await page.getByRole("button", { name: "Import", exact: true }).click();
  return page.getByLabel("Paste or drop it here");
}

test("pasted rules are recognised, taken, and taken back", () =>
  site.page(async (page) => {
    await paste(await open(page), JSON.stringify({ type: "m.push_rules", content: RULES }));
    const read = page.locator(".import-read");
    await read.waitFor();
    assert.match(await read.innerText(), /This is an m\.push_rules event: 16 push rules of @carol:example\.org\./);
    await page.getByRole("button", { name: "Use the rules" }).click();
    await page.getByLabel("Message", { exact: true }).fill("to the moon");
    assert.equal(await page.locator(".answer-rule code").textContent(), "moon");
    await page.getByRole("button", { name: /^Undo/ }).first().click();
    await page.getByRole("button", { name: /^Undo: Import the rules/ }).click();
    await page.getByLabel("Message", { exact: true }).fill("to the moon");
    assert.equal(await page.locator(".answer-rule code").textContent(), ".m.rule.message");
  }));

test("the dialog is closed before anything else can happen, so that nothing is typed into it", () =>
  site.page(async (page) => {
    await paste(await open(page), JSON.stringify(RULES));
    const use = page.getByRole("button", { name: "Use the rules" });
    await use.waitFor();
    const isOpen = await use.evaluate(async (button) => {
      const dialog = button.closest("dialog");
      button.click();
      // What is drawn is drawn when this task ends, and no frame has been painted by then.
      await Promise.resolve();
      return dialog.open;
    });
    assert.equal(isOpen, false);
  }));

test("a /sync answer gives rules and events, and says what it lacks", () =>
  site.page(async (page) => {
    await paste(await open(page), SYNC);
    const read = page.locator(".import-read");
    await read.waitFor();
    assert.match(await read.innerText(), /GET \/sync: 19 push rules of @bob:localhost and 20 events in 2 rooms/);
    assert.match(await read.innerText(), /1 event is encrypted/);
    await page.getByRole("button", { name: "Use both" }).click();
    await page.getByText("0 of 20 events change").waitFor();
  }));

test("a file is dropped anywhere on the page, or chosen", () =>
  site.page(async (page) => {
    await dropFile(page.locator("main"), "rules.json", JSON.stringify(RULES));
    await page.locator(".import-read").waitFor();
    assert.match(await page.locator(".import-read").innerText(), /GET \/pushrules\//);
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await open(page);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("dialog").getByRole("button", { name: "Choose a file" }).click();
    await (await chooser).setFiles({ name: "x.txt", mimeType: "text/plain", buffer: Buffer.from(JSON.stringify(RULES.global)) });
    await page.locator(".import-says").getByText("This is a bare ruleset").waitFor();
  }));

test("what is typed is recognised too, and what is none of it says so", () =>
  site.page(async (page) => {
    const field = await open(page);
    const problem = page.getByRole("dialog").locator(".problem");
    await field.fill('{"global": {"override": [}}');
    await problem.getByText("this is not JSON").waitFor();
    assert.match(await problem.innerText(), /line 1, column 26/);
    await field.fill('{"global": {"override": []}}');
    await page.locator(".import-says").getByText(": 0 push rules").waitFor();
    await field.fill('{"errcode": "M_UNKNOWN_TOKEN", "error": "gone"}');
    await problem.getByText("the homeserver answered M_UNKNOWN_TOKEN: gone").waitFor();
  }));

test("rules and events come from a homeserver when a person wants it, and the token stays in memory", async () => {
  const homeserver = await openHomeserver({ rules: RULES, sync: JSON.parse(SYNC) });
  try {
    await site.page(async (page, watch) => {
      await open(page);
      await page.getByText("Or fetch them from your homeserver").click();
      await page.getByLabel("Homeserver or Matrix ID").fill(homeserver.url);
      await page.getByLabel("Access token").fill(TOKEN);
      assert.deepEqual(homeserver.requests, [], "nothing is sent before the button is pressed");
      watch.allowed.push(homeserver.url);
      await page.getByRole("button", { name: "Connect" }).click();
      await page.getByText(`Connected as ${USER}`).waitFor();
      await page.getByRole("button", { name: "Fetch the rules", exact: true }).click();
      await page.locator(".import-says").getByText(/16 push rules of @carol/).waitFor();
      await page.getByRole("button", { name: "Fetch the rules and recent events" }).click();
      await page.locator(".import-says").getByText(/19 push rules of @bob:localhost and 20 events/).waitFor();

      assert.deepEqual(homeserver.requests.map((request) => request.replace(/\?.*/, "")), [
        "GET /_matrix/client/v3/account/whoami",
        "GET /_matrix/client/v3/pushrules/",
        "GET /_matrix/client/v3/sync",
      ]);
      for (const headers of homeserver.headers) {
        assert.equal(headers.authorization, `Bearer ${TOKEN}`);
        assert.equal(headers.referer, undefined);
        assert.equal(headers.cookie, undefined);
      }
      assert.ok(homeserver.requests.every((request) => !request.includes(TOKEN)));
      const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.documentElement.outerHTML]));
      assert.ok(!kept.includes(TOKEN), "the token is in no storage, no address and nowhere in the document");

      await page.getByRole("button", { name: "Use both" }).click();
      await page.reload();
      await open(page);
      await page.getByText("Or fetch them from your homeserver").click();
      assert.equal(await page.getByLabel("Access token").inputValue(), "");
    });
  } finally {
    await homeserver.close();
  }
});

test("what a homeserver refuses is shown, and what cannot be asked is not", async () => {
  const homeserver = await openHomeserver();
  try {
    await site.page(async (page, watch) => {
      await open(page);
      await page.getByText("Or fetch them from your homeserver").click();
      const connect = async (place, token) => {
        await page.getByLabel("Homeserver or Matrix ID").fill(place);
        await page.getByLabel("Access token").fill(token);
        await page.getByRole("button", { name: "Connect" }).click();
      };
      await connect("http://example.org", TOKEN);
      await page.getByText("this is no homeserver").waitFor();
      await connect(homeserver.url, "a b");
      await page.getByText("this is no access token").waitFor();
      assert.deepEqual(homeserver.requests, []);
      watch.allowed.push(homeserver.url);
      await connect(homeserver.url, "wrong");
      await page.getByText("M_UNKNOWN_TOKEN: Unrecognised access token").waitFor();
      await watch.expected(/401/);
      await homeserver.close();
      await connect(homeserver.url, TOKEN);
      await page.getByText(/cannot be reached/).waitFor();
      await watch.expected(/ERR_CONNECTION_REFUSED/);
    });
  } finally {
    await homeserver.close();
  }
});
