/** The folder that gets published: its policy, its size, and the page without a network. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test as plain } from "node:test";

import { pageTests } from "./support/suite.js";

const test = pageTests();
const dist = new URL("../dist/", import.meta.url);

plain("the policy allows own scripts and WebAssembly, and nothing inline", async () => {
  const page = await readFile(new URL("index.html", dist), "utf8");
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]?.replaceAll("&#39;", "'");
  const directives = new Map(
    policy?.split("; ").map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]),
  );
  assert.deepEqual(directives.get("default-src"), ["'none'"]);
  assert.deepEqual(directives.get("script-src"), ["'self'", "'wasm-unsafe-eval'"]);
  assert.deepEqual(directives.get("style-src"), ["'self'"]);
  assert.deepEqual(directives.get("connect-src"), ["'self'", "https:", "http://localhost:*", "http://127.0.0.1:*"]);
  assert.doesNotMatch(page, /<style|style=|<script(?![^>]*src=)|\son[a-z]+=/);
  const headers = await readFile(new URL("_headers", dist), "utf8");
  assert.ok(headers.includes(`Content-Security-Policy: ${policy}; frame-ancestors 'none'`));
});

test("the policy is in force", async (page, watch) => {
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.head.append(script);
    return globalThis.ran === true;
  });
  assert.equal(ran, false);
  await watch.expected(/Content Security Policy/);
});

plain("what is kept for times without a network is the whole site", async () => {
  const worker = await readFile(new URL("service-worker.js", dist), "utf8");
  const { files } = JSON.parse(/^const SITE = (.*);$/m.exec(worker)?.[1] ?? "{}");
  const there = (await readdir(new URL("assets/", dist))).map((file) => `./assets/${file}`);
  assert.deepEqual(files.toSorted(), ["./", ...there].toSorted());
});

test(
  "the page works without a network, once it was there",
  async (page, watch) => {
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
    await page.context().setOffline(true);
    await page.reload();
    await page.getByLabel("Message", { exact: true }).fill("a rocket");
    assert.equal(await page.locator(".verdict").textContent(), "Notifies, with sound, highlighted");
    assert.equal(await page.locator(".card").evaluate((card) => getComputedStyle(card).display), "grid");
    // The page is asked of the network first, and browsers may remark upon that.
    watch.troubles = watch.troubles.filter((trouble) => !/ERR_FAILED|ERR_INTERNET_DISCONNECTED/.test(trouble));
  },
  { context: { serviceWorkers: "allow" } },
);

test("no request leaves the folder", async (page, watch) => {
  await page.getByLabel("Kind of event").selectOption("Invitation");
  await page.waitForLoadState("networkidle");
  assert.ok(watch.requests.length >= 4, watch.requests.join("\n"));
  // That none goes elsewhere is checked of every page; see support/site.js.
});
