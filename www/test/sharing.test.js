/** Links: made in one page, opened in another. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { load } from "./support/module.js";
import { openSite } from "./support/site.js";

const { toFragment } = await load("src/share/fragment.ts");
const OLD = readFileSync(new URL("./fixtures/link-v1.txt", import.meta.url), "utf8").trim();

/** @type {Awaited<ReturnType<typeof openSite>>} */
let site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

const message = (page) => page.getByLabel("Message", { exact: true });

async function link(page) {
  await page.getByRole("button", { name: "Share" }).click();
  const field = page.getByLabel("Link", { exact: true });
  await page.waitForFunction(() => document.querySelector(".share-link")?.value.includes("#v1="));
  return field.inputValue();
}

test("what is shared in one page is there in another", async () => {
  let shared = "";
  await site.page(async (page) => {
    await message(page).fill("ROCKET ☄ <b>");
    await page.getByRole("button", { name: "Share" }).waitFor();
    shared = await link(page);
  });
  await site.page(
    async (page, watch) => {
      assert.equal(await message(page).inputValue(), "ROCKET ☄ <b>");
      assert.equal(await page.locator(".verdict").textContent(), "Notifies, with sound, highlighted");
      assert.equal(new URL(page.url()).hash, "", "the page goes its own way from there");
      assert.ok(watch.requests.every((url) => !url.includes("v1=")), "the state is sent nowhere");
      await message(page).fill("another");
      await page.reload();
      assert.equal(await message(page).inputValue(), "another", "the link does not come back");
    },
    { fragment: new URL(shared).hash },
  );
});

test("the link is copied", () =>
  site.page(
    async (page) => {
      const shared = await link(page);
      await page.getByRole("button", { name: "Copy the link" }).click();
      await page.getByText("The link is copied").waitFor();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shared);
    },
    { context: { permissions: ["clipboard-read", "clipboard-write"] } },
  ));

test("a link of the first version opens", () =>
  site.page(
    async (page) => {
      assert.equal(await message(page).inputValue(), "the rockets are ready 🚀");
      assert.equal(await page.locator(".verdict").textContent(), "Notifies, without sound");
    },
    { fragment: OLD },
  ));

test("a link that is pasted over an open page is a step of undo", () =>
  site.page(async (page) => {
    await message(page).fill("mine");
    await page.evaluate((fragment) => {
      location.hash = fragment;
    }, OLD);
    await page.getByRole("button", { name: "Undo: Open a link" }).click();
    assert.equal(await message(page).inputValue(), "mine");
  }));

test("a damaged link says so, and the page works", () =>
  site.page(
    async (page) => {
      await page.getByText("this link is damaged").waitFor();
      await message(page).fill("rocket");
      assert.equal(await page.locator(".verdict").textContent(), "Notifies, with sound, highlighted");
      await page.getByRole("button", { name: "All right" }).click();
      assert.equal(await page.getByText("this link is damaged").count(), 0);
    },
    { fragment: OLD.slice(0, -30) },
  ));

test("a link to what the engine refuses says so", async () => {
  const fragment = await toFragment({ rules: { global: {} }, event: { type: "x" }, context: { user_id: "@a:b", member_count: "many" } });
  await site.page(
    async (page) => {
      await page.locator(".notes .problem").getByText("member_count").waitFor();
    },
    { fragment },
  );
});

test("a link that would be too long says so, and offers another way", () =>
  site.page(async (page) => {
    // Noise, for anything else would be compressed.
    const noise = await page.evaluate(() => Array.from(crypto.getRandomValues(new Uint8Array(60_000)), (byte) => byte.toString(36)).join(""));
    await message(page).fill(noise);
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByText(/The link would be [\d,]+ characters long/).waitFor();
    await page.getByRole("button", { name: "Copy the rules as JSON" }).waitFor();
    assert.equal(await page.getByLabel("Link", { exact: true }).count(), 0);
  }));
