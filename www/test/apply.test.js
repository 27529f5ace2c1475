/** From a plan to requests: the script, and where a homeserver is. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import engine from "./support/engine.js";
import { load } from "./support/module.js";

const { applyRequest, defaultRules, plan, putRule } = engine;
const { asCurl, quoted } = await load("src/apply/curl.ts");
const { homeserverOf } = await load("src/homeserver/address.ts");

test("the script sends the requests of the plan, and no token", () => {
  const from = { global: defaultRules("@alice:example.org") };
  const pattern = "it's $HOME `id` \\ \"x\"";
  const to = putRule(from, "content", { rule_id: "it's $(id) %", pattern, actions: ["notify"] });
  const planned = plan(from, to);
  const script = asCurl(planned, "https://matrix.example.com");
  // A shell that has `print` for `curl` says what would be sent.
  const print = 'curl() { for word in "$@"; do printf "%s\\0" "$word"; done; }';
  const { stdout, status } = spawnSync("sh", ["-c", `${print}\n${script}`], { encoding: "utf8" });
  assert.equal(status, 0);
  const [fail, x, method, url, h1, authorization, h2, type, data, body] = stdout.split("\0");
  assert.deepEqual([fail, x, h1, h2, data], ["--fail-with-body", "-X", "-H", "-H", "--data-raw"]);
  assert.equal(authorization, "Authorization: Bearer put your access token here");
  assert.equal(type, "Content-Type: application/json");
  const path = url?.replace("https://matrix.example.com", "") ?? "";
  assert.deepEqual(applyRequest(from, { method: method ?? "", path, body: JSON.parse(body ?? "") }), to);
});

test("what no request can do is a remark in the script", () => {
  const script = asCurl({ requests: [], impossible: [{ code: "x", kind: null, rule_id: null, message: "no\nrm -rf /" }] }, null);
  assert.match(script, /^# not possible: no rm -rf \/$/m);
});

test("a quoted word is one word to a shell", () => {
  for (const word of ["", "'", "a'b''", "$x", "`y`", "\\", "é\n"]) {
    assert.equal(spawnSync("sh", ["-c", `printf %s ${quoted(word)}`], { encoding: "utf8" }).stdout, word);
  }
});

test("a homeserver is an address, a server name or a part of a Matrix ID", () => {
  const good = [
    ["example.org", "https://example.org", true],
    [" matrix.example.org:8448 ", "https://matrix.example.org:8448", true],
    ["@alice:example.org", "https://example.org", true],
    ["@alice:example.org:8448", "https://example.org:8448", true],
    ["https://example.org/", "https://example.org", false],
    ["https://example.org/matrix/?x#y", "https://example.org/matrix", false],
    ["http://localhost:8008", "http://localhost:8008", false],
    ["localhost:8008", "http://localhost:8008", false],
    ["127.0.0.1:8008", "http://127.0.0.1:8008", false],
  ];
  for (const [typed, url, discover] of good) assert.deepEqual(homeserverOf(typed), { url, discover }, typed);
  for (const typed of ["", "  ", "http://example.org", "https://user:secret@example.org", "javascript:alert(1)", "http://[::1]:8008", "a b", "https://"]) {
    assert.equal(homeserverOf(typed), null, typed);
  }
});
