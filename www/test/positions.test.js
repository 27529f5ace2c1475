/** Places in JSON texts, which need no page. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./support/module.js";

const { namesAt, nodeAt, nodeAtDotted, pointerNames, underlined } = await load("src/editor/pointer.ts");
const { positions } = await load("src/editor/positions.ts");

function slice(text, range) {
  return text.slice(range.from, range.to);
}

test("every value of a text is found where it stands", () => {
  const texts = [
    "1",
    ' "a\\"b" ',
    "[]",
    ' { "a" : [ 1 , -2.5e+3 , true , null , "x]}" , [ ] , { } ] , "" : { "\\u0061b" : false } , "__proto__" : [ [ [ 0 ] ] ] }\n',
  ];
  for (const text of texts) check(JSON.parse(text), positions(text), text);

  function check(value, node, text) {
    assert.deepEqual(JSON.parse(slice(text, node)), value);
    if (node.kind === "scalar") return;
    assert.deepEqual([...node.children.keys()].sort(), Object.keys(value).sort());
    for (const [name, child] of node.children) {
      check((value)[name], child, text);
      if (node.kind === "object") assert.equal(JSON.parse(slice(text, child.name ?? child)), name);
    }
  }
});

test("is not exhausted by deep nesting", () => {
  let node = positions("[".repeat(100_000) + "]".repeat(100_000));
  let depth = 1;
  for (let child = node.children.get("0"); child; child = node.children.get("0")) [node, depth] = [child, depth + 1];
  assert.equal(depth, 100_000);
});

test("a pointer leads to its value, or as near as there is", () => {
  const text = '{"global": {"override": [{"rule_id": "a/~b", "x~/y": {"z": 1}}, 7]}}';
  const root = positions(text);
  assert.equal(slice(text, nodeAt(root, pointerNames("/global/override/0/rule_id"))), '"a/~b"');
  assert.equal(slice(text, nodeAt(root, pointerNames("/global/override/0/x~0~1y/z"))), "1");
  assert.equal(slice(text, nodeAt(root, pointerNames("/global/override/1"))), "7");
  assert.equal(slice(text, nodeAt(root, pointerNames("/global/override/9/rule_id"))), '[{"rule_id": "a/~b", "x~/y": {"z": 1}}, 7]');
  assert.equal(nodeAt(root, pointerNames("")), root);
});

test("of two members with one name the last counts, as for JSON.parse", () => {
  const text = '{"a": 1, "a": 2}';
  assert.equal(slice(text, nodeAt(positions(text), ["a"])), "2");
});

test("dotted paths follow names that have dots", () => {
  const text = '{"power_levels": {"users.x": {"a": 1}, "users": 2}}';
  const root = positions(text);
  assert.equal(slice(text, nodeAtDotted(root, "power_levels.users.x.a")), "1");
  assert.equal(slice(text, nodeAtDotted(root, "power_levels.users")), "2");
  assert.equal(nodeAtDotted(root, ""), root);
});

test("a remark about an object underlines what names it", () => {
  const text = '{"a": [{"rule_id": "x", "conditions": [{"k": 1}], "actions": []}], "b": {"c": 1}}';
  const root = positions(text);
  assert.equal(slice(text, underlined(nodeAt(root, ["a", "0"]))), '"rule_id": "x"');
  assert.equal(slice(text, underlined(nodeAt(root, ["a", "0", "conditions", "0"]))), "{");
  assert.equal(slice(text, underlined(nodeAt(root, ["a", "0", "actions"]))), '"actions"');
  assert.equal(slice(text, underlined(nodeAt(root, ["b"]))), '"b"');
  assert.equal(slice(text, underlined(nodeAt(root, ["b", "c"]))), "1");
});

test("an offset leads back to the names", () => {
  const text = '{"a": [1, {"b": 2}]}';
  const root = positions(text);
  assert.deepEqual(namesAt(root, text.indexOf("2")), ["a", "1", "b"]);
  assert.deepEqual(namesAt(root, text.indexOf('"b"')), ["a", "1", "b"]);
  assert.deepEqual(namesAt(root, 0), []);
});
