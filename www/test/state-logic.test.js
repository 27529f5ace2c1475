/** The logic under the page that needs no page: history, mistakes in JSON, marks, folds. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./support/module.js";

const { History } = await load("src/state/history.ts");
const { jsonProblem } = await load("src/state/json.ts");
const { globalRules } = await load("src/state/shape.ts");
const { pieces } = await load("src/panels/why/marks.ts");
const { segments } = await load("src/panels/why/segments.ts");
const { notificationOf } = await load("src/words/notification.ts");

test("changes of the same thing that follow closely are one step", () => {
  let now = 0;
  const history = new History("a", () => now);
  const push = (value, coalesce, after) => {
    now += after;
    history.push(`to ${value}`, value, coalesce);
  };
  push("b", "field", 0);
  push("c", "field", 1000);
  push("d", "field", 2000); // Too late to belong to them.
  push("e", "another field", 0);
  push("f", undefined, 0);
  push("g", undefined, 0);
  const back = [];
  while (history.undoable.value !== null) {
    back.push(history.undoable.value);
    history.undo();
  }
  assert.deepEqual(back, ["to g", "to f", "to e", "to d", "to c"]);
  assert.equal(history.present.value, "a");
  history.redo();
  assert.equal(history.present.value, "c");
  assert.equal(history.redoable.value, "to d");
  // What is typed after undoing is a step of its own, and there is nothing to redo any more.
  push("x", "field", 0);
  assert.equal(history.redoable.value, null);
  history.undo();
  assert.equal(history.present.value, "c");
});

test("history does not grow without end", () => {
  const history = new History(0);
  for (let value = 1; value <= 1000; value += 1) history.push("count", value);
  let steps = 0;
  for (; history.undoable.value !== null; steps += 1) history.undo();
  assert.equal(steps, 200);
  assert.equal(history.present.value, 800);
});

test("nothing to undo, nothing happens", () => {
  const history = new History("a");
  history.undo();
  history.redo();
  assert.equal(history.present.value, "a");
  history.push("to b", "b");
  history.reset("c");
  history.undo();
  assert.equal(history.present.value, "c");
});

const MISTAKES = [
  ["", 0, /nothing here/],
  ["  \n ", 4, /nothing here/],
  ["{", 1, /too early: a `}` is missing/],
  ['{"a": [1, 2', 11, /too early: a `\]` is missing/],
  ['{"a": 1,}', 8, /the `,` before this `}` is one too many/],
  ["[1,]", 3, /the `,` before this `\]` is one too many/],
  ['{"a" 1}', 5, /a `:` is missing/],
  ["{a: 1}", 1, /a name in `"` is missing/],
  ["['a']", 1, /strings stand in `"`/],
  ['{"a": 1} x', 9, /after the end/],
  ['{"a": tru}', 6, /a value is missing/],
  ["[1 2]", 3, /a `,` or `\]` is missing/],
  ["[01]", 2, /a `,` or `\]` is missing/],
  ['["\\x"]', 2, /no escape/],
  ['["\\u12"]', 2, /no escape/],
  ['["a\nb"]', 3, /that ends this string is missing; a line break/],
  ['["a', 1, /that ends this string is missing/],
];

for (const [text, offset, message] of MISTAKES) {
  test(`where \`${text.replaceAll("\n", "⏎")}\` is broken`, () => {
    assert.throws(() => JSON.parse(text));
    const problem = jsonProblem(text);
    assert.match(problem.message, message);
    assert.equal(problem.offset, offset);
  });
}

test("lines and columns are counted from 1", () => {
  const { line, column, offset } = jsonProblem('{\n  "a": 1,\n  "b": ?\n}');
  assert.deepEqual({ line, column, offset }, { line: 3, column: 8, offset: 19 });
});

test("every text that is no JSON has a mistake, and it is within the text", () => {
  const good = '{"a": [1, -2.5e3, "x\\n\\u00e9", true, null, {}, []], "b": {"c": ""}}';
  JSON.parse(good);
  let broken = 0;
  for (let at = 0; at < good.length; at += 1) {
    for (const text of [
      good.slice(0, at) + good.slice(at + 1),
      `${good.slice(0, at)}#${good.slice(at)}`,
      good.slice(0, at),
    ]) {
      try {
        JSON.parse(text);
      } catch {
        broken += 1;
        const { message, offset } = jsonProblem(text);
        assert.ok(message.length > 0 && offset >= 0 && offset <= text.length, text);
      }
    }
  }
  assert.ok(broken > 100);
});

test("deep and long texts are walked without running out of stack", () => {
  assert.equal(jsonProblem("[".repeat(500_000)).offset, 500_000);
  assert.equal(jsonProblem(`["${"a\\n".repeat(500_000)}`).offset, 1);
});

test("rules in any shape become those of the page", () => {
  const bare = { override: [], content: [{ rule_id: "a" }] };
  assert.deepEqual(globalRules(bare), { global: bare });
  assert.deepEqual(globalRules({ global: bare }), { global: bare });
  assert.deepEqual(globalRules({ type: "m.push_rules", content: { global: bare } }), { global: bare });
  assert.deepEqual(globalRules({}), { global: {} });
});

test("marks: spans that overlap, touch, or come in any order", () => {
  const cut = (text, ...spans) =>
    pieces(
      text,
      spans.map(([start, end]) => ({ start, end })),
    )
      .map(({ text, marked }) => (marked ? `[${text}]` : text))
      .join("");
  assert.equal(cut("abcdef"), "abcdef");
  assert.equal(cut("abcdef", [4, 6], [0, 2]), "[ab]cd[ef]");
  assert.equal(cut("abcdef", [0, 3], [2, 4]), "[abcd]ef");
  assert.equal(cut("abcdef", [0, 2], [2, 4]), "[abcd]ef");
  assert.equal(cut("abcdef", [1, 1], [1, 2]), "a[b]cdef");
});

test("folds: runs of rules that have nothing to say", () => {
  const rules = "nnnndnnNmrrrxrr"; // x: it would match.
  const STATUS = {
    n: "not_matched",
    N: "not_matched",
    d: "disabled",
    m: "matched",
    r: "not_reached",
    x: "not_reached",
  };
  const explained = [...rules].map((letter) => ({
    kind: "override",
    rule_id: letter,
    status: STATUS[letter],
    would_match: letter === "x",
  }));
  const shown = segments(explained, new Set([explained[7]])).map((segment) =>
    segment.kind === "fold"
      ? `(${segment.tried.map(({ rule }) => rule.rule_id).join("")})`
      : segment.tried.rule.rule_id + (segment.tried.next ? "!" : ""),
  );
  assert.equal(shown.join(""), "(nnnn)dnnNm(rrr)x!rr");
});

test("what a phone would write, whatever the event is made of", () => {
  const on = (event, context = {}) => notificationOf(event, { user_id: "@me:x", ...context });
  assert.deepEqual(on({ type: "m.room.message", sender: "@bob:x", content: { body: "hi" } }, { member_count: 2 }), {
    title: "bob",
    where: "Direct message",
    text: "hi",
    icon: "room",
  });
  assert.equal(
    on({ type: "m.room.message", sender: "@bob:x", content: { msgtype: "m.emote", body: "waves" } }).text,
    "* bob waves",
  );
  assert.equal(on({ type: "m.room.message", content: { body: "* b", "m.new_content": { body: "b" } } }).text, "b");
  assert.equal(
    on({ type: "m.room.member", sender: "@bob:x", state_key: "@me:x", content: { membership: "invite" } }).text,
    "Invites you to a room",
  );
  assert.equal(on({ type: "org.example.custom" }).text, "org.example.custom");
  for (const broken of [null, 5, "text", [], { body: 5, "m.relates_to": "x", "m.new_content": null }]) {
    for (const type of ["m.room.message", "m.reaction", "m.room.member", "m.room.tombstone", "x"]) {
      const { title, text } = on({ type, sender: 5, content: broken });
      assert.equal(title, "Somebody");
      assert.ok(text.length > 0);
    }
  }
});
