/** Links: what they hold, that old ones open for ever, and what broken ones say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import engine from "./support/engine.js";
import { load } from "./support/module.js";

const { fromFragment, LinkError, toFragment } = await load("src/share/fragment.ts");

const fixture = (name) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), "utf8");
const v1 = (json) => `#v1=${deflateRawSync(json).toString("base64url")}`;

const document = {
  rules: { global: engine.defaultRules("@alice:example.org") },
  event: JSON.parse('{"type":"m.room.message","__proto__":{"sender":"@x:y"},"content":{"body":"é 😀 \\u202e <b>"}}'),
  context: { user_id: "@alice:example.org", member_count: 3 },
};

test("a link holds the whole document", async () => {
  const fragment = await toFragment(document);
  assert.match(fragment, /^#v1=[\w-]+$/);
  assert.equal(JSON.stringify(await fromFragment(fragment)), JSON.stringify(document));
  const imported = { ...document, baseline: { global: {} } };
  assert.deepEqual((await fromFragment(await toFragment(imported)))?.baseline, { global: {} });
});

test("a link of the first version opens for ever", async () => {
  const expected = JSON.parse(fixture("link-v1.json"));
  assert.deepEqual(await fromFragment(fixture("link-v1.txt").trim()), expected);
});

test("other fragments are not ours", async () => {
  for (const fragment of ["", "#", "#rules", "#v=1", "#version"]) assert.equal(await fromFragment(fragment), null);
});

test("a link that cannot be opened says why", async () => {
  const whole = await toFragment(document);
  const refused = [
    [whole.slice(0, -20), /damaged/],
    ["#v1=", /damaged/],
    ["#v1=%%%", /damaged/],
    [`${whole}xx`, /damaged/],
    [v1("{"), /not JSON/],
    [v1("null"), /no rules and event/],
    [v1('{"rules":{"global":{}},"event":{},"context":{}}'), /no rules and event/],
    [v1('{"rules":{"global":[]},"event":{},"context":{"user_id":"@a:b"}}'), /no rules and event/],
    [v1('{"__proto__":{"rules":{"global":{}},"event":{},"context":{"user_id":"@a:b"}}}'), /no rules and event/],
    [v1(`{"rules":{"global":${'{"a":'.repeat(2000)}1${"}".repeat(2000)}},"event":{},"context":{"user_id":"@a:b"}}`), /no rules and event/],
    [v1(`"${"a".repeat(5_000_000)}"`), /more than this page takes/],
    ["#v2=abc", /later version/],
  ];
  for (const [fragment, message] of refused) {
    await assert.rejects(fromFragment(fragment), (error) => error instanceof LinkError && message.test(error.message), fragment.slice(0, 60));
  }
});
