/** The answer, which follows what is typed. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openSite } from "./support/site.js";

/** @type {Awaited<ReturnType<typeof openSite>>} */
let site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

test("the verdict follows every keystroke", () =>
  site.page(async (page) => {
    const verdict = page.locator(".verdict");
    assert.equal(await verdict.textContent(), "Notifies, without sound");
    await page.getByLabel("Message").fill("the rocket is ready");
    assert.equal(await verdict.textContent(), "Notifies, with sound, highlighted");
  }));
