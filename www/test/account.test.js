/** Taking the rules away: as JSON, as a script, and to an account on a homeserver. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { paste } from "./support/bring.js";
import engine from "./support/engine.js";
import { openHomeserver, TOKEN, USER } from "./support/homeserver.js";
import { openSite } from "./support/site.js";

/** @type {Awaited<ReturnType<typeof openSite>>} */
let site;
/** @type {Awaited<ReturnType<typeof openHomeserver>>} */
let homeserver;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const CLIPBOARD = { context: { permissions: ["clipboard-read", "clipboard-write"] } };
const OLD = { global: engine.addKeyword(engine.defaultRules(USER), "moon") };
const NEW = engine.setRuleEnabled(engine.addKeyword(engine.removeKeyword(OLD, "moon"), "mars"), "override", ".m.rule.suppress_notices", false);

async function importRules(page, rules) {
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await paste(page.getByLabel("Paste or drop it here"), JSON.stringify(rules));
  await page.getByRole("button", { name: "Use the rules" }).click();
}

async function connect(page, watch) {
  watch.allowed.push(homeserver.url);
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByLabel("Homeserver or Matrix ID").fill(homeserver.url);
  await page.getByLabel("Access token").fill(TOKEN);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByText(`Connected as ${USER}`).waitFor();
}

/** Runs with the stand-in for a homeserver. */
const withHomeserver = (rules, act) => async () => {
  homeserver = await openHomeserver({ rules });
  try {
    await site.page(act);
  } finally {
    await homeserver.close();
  }
};

const changes = () => homeserver.requests.filter((request) => !request.startsWith("GET "));
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

test("the rules are copied, and the requests as a script without a token", () =>
  site.page(async (page) => {
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("button", { name: "Copy as JSON" }).click();
    await page.getByText("The rules are copied").waitFor();
    const rules = JSON.parse(await copied(page));
    assert.equal(rules.global.content[0].rule_id, "rocket");

    await page.getByText("1 request to a homeserver").waitFor();
    await page.getByRole("button", { name: "Copy as a script (curl)" }).click();
    await page.getByText("The script is copied").waitFor();
    const script = await copied(page);
    assert.match(script, /^curl --fail-with-body -X PUT "\$homeserver"'\/_matrix\/client\/v3\/pushrules\/global\/content\/rocket' \\$/m);
    assert.match(script, /^token="put your access token here"$/m);
  }, CLIPBOARD));

test("imported rules that were not changed need no request", () =>
  site.page(async (page) => {
    await importRules(page, OLD);
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("Nothing to change").waitFor();
    assert.equal(await page.getByRole("button", { name: "Copy as a script (curl)" }).count(), 0);
  }));

test(
  "the account is changed after a confirmation, and only then",
  withHomeserver(OLD, async (page, watch) => {
    await importRules(page, NEW);
    await connect(page, watch);
    await page.getByRole("button", { name: "Compare with the account" }).click();
    const send = page.getByRole("button", { name: "Send 3 requests" });
    await send.waitFor();
    assert.equal(await send.isDisabled(), true);
    assert.deepEqual(changes(), []);
    await page.getByLabel(`Yes, change the push rules of ${USER}`).check();
    assert.deepEqual(changes(), []);
    await send.click();
    await page.getByText("Done: the account has these rules now.").waitFor();
    assert.equal(await page.locator(".request-done").count(), 3);
    assert.equal(changes().length, 3);
    assert.deepEqual(homeserver.rules, NEW);
    await page.getByRole("button", { name: "Compare again" }).click();
    await page.getByText("The account has these rules already.").waitFor();
  }),
);

test(
  "a request that fails is shown with the homeserver's words, and what is left is sent the next time",
  withHomeserver(OLD, async (page, watch) => {
    await importRules(page, NEW);
    await connect(page, watch);
    homeserver.instead.set("DELETE ", [[500, { errcode: "M_UNKNOWN", error: "the <b>disk</b> is full" }]]);
    const attempt = async () => {
      await page.getByRole("button", { name: /^Compare (again|with the account)$/ }).click();
      await page.getByLabel(`Yes, change the push rules of ${USER}`).check();
      await page.getByRole("button", { name: /^Send \d requests?$/ }).click();
    };
    await attempt();
    await page.getByText("failed: M_UNKNOWN: the <b>disk</b> is full").waitFor();
    await page.getByText("the rest was not sent").waitFor();
    await watch.expected(/500/);
    assert.notDeepEqual(homeserver.rules, NEW);
    await attempt();
    await page.getByText("Done: the account has these rules now.").waitFor();
    assert.deepEqual(homeserver.rules, NEW);
  }),
);

test(
  "a homeserver that asks to wait is waited for",
  withHomeserver(OLD, async (page, watch) => {
    await importRules(page, NEW);
    await connect(page, watch);
    homeserver.instead.set("PUT ", [[429, { errcode: "M_LIMIT_EXCEEDED", error: "slow down", retry_after_ms: 50 }]]);
    await page.getByRole("button", { name: "Compare with the account" }).click();
    await page.getByLabel(`Yes, change the push rules of ${USER}`).check();
    await page.getByRole("button", { name: "Send 3 requests" }).click();
    await page.getByText("Done: the account has these rules now.").waitFor();
    await watch.expected(/429/);
    assert.equal(changes().length, 4);
    assert.deepEqual(homeserver.rules, NEW);
  }),
);

test(
  "edits after the comparison need a new one",
  withHomeserver(OLD, async (page, watch) => {
    await importRules(page, NEW);
    await connect(page, watch);
    await page.getByRole("button", { name: "Compare with the account" }).click();
    await page.getByRole("button", { name: "Send 3 requests" }).waitFor();
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByRole("button", { name: /^Undo: Import/ }).click();
    await page.getByRole("button", { name: "Apply" }).click();
    assert.equal(await page.getByRole("button", { name: /^Send/ }).count(), 0);
    await page.getByRole("button", { name: "Forget the token" }).click();
    assert.equal(await page.getByLabel("Access token").inputValue(), "");
  }),
);
