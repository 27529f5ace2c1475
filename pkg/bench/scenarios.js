/**
 * What is measured: rulesets of several sizes, and for each kind of event a pool of different events.
 *
 * Runs in Node and in browsers.
 * @module
 */

export const USER = "@alice:example.org";
export const ROOM = "!current:example.org";
export const DISPLAY_NAME = "Alice Liddell";
export const MEMBERS = 100;

/** So many different events of a kind are evaluated in turn: none of them is answered because it was just seen. */
const POOL = 64;

const SENTENCES = [
  "The quick brown fox jumps over the lazy dog, and then it runs away from it.",
  "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.",
  "I have pushed the branch, could somebody have a look before the meeting?",
  "That was on Tuesday; since then nothing has changed as far as I can see.",
  "No, the other one: the one with the green cover that stands next to the door.",
];

/** @typedef {{ defaults: "v1.19" | "v1.16", keywords: number, rooms: number, globs: boolean }} Rules */

/** Each kind of event, and the rules it wants other than usual. */
const KINDS = [
  { name: "plain message", content: (i) => ({ body: sentence(i) }) },
  { name: "keyword hit", keywords: true, content: (i, keywords) => ({ body: `${sentence(i)} What is keyword${(i * 7) % keywords}?` }) },
  { name: "glob keywords", keywords: true, globs: true, content: (i) => ({ body: sentence(i) }) },
  { name: "4 kB body", content: (i) => ({ body: text(i, 4096) }) },
  { name: "64 kB body", content: (i) => ({ body: text(i, 65536) }) },
  { name: "user mention", content: (i) => ({ body: `Alice: ${sentence(i)}`, "m.mentions": { user_ids: [USER] } }) },
  { name: "encrypted", type: "m.room.encrypted", content: encrypted },
  { name: "notice", content: (i) => ({ body: sentence(i), msgtype: "m.notice" }) },
  { name: "no m.mentions (v1.16)", defaults: "v1.16", content: (i) => ({ body: sentence(i), "m.mentions": undefined }) },
];

/** Every kind of event against rulesets of every size. */
export function scenarios() {
  const found = [];
  for (const keywords of [0, 10, 100]) {
    for (const rooms of [0, 30, 300]) {
      for (const kind of KINDS) {
        if (kind.keywords && keywords === 0) continue;
        found.push({
          name: `${kind.name}, ${keywords} keywords, ${rooms} room rules`,
          rules: { defaults: kind.defaults ?? "v1.19", keywords, rooms, globs: kind.globs ?? false },
          events: () => Array.from({ length: POOL }, (_, i) => event(i, kind.type ?? "m.room.message", kind.content(i, keywords))),
        });
      }
    }
  }
  return found;
}

/** A pool of plain messages whose body is nothing but `a`. */
export function monotonous(length) {
  return Array.from({ length: 4 }, (_, i) => event(i, "m.room.message", { body: "a".repeat(length) }));
}

/**
 * Predefined rules, and a user's own: keywords, and rules that mute other rooms.
 * @param {(userId: string, options: object) => any} defaultRules
 * @param {Rules} wanted
 */
export function ruleset(defaultRules, { defaults, keywords, rooms, globs }) {
  const pattern = (i) => (globs ? `keyword${i}*end` : `keyword${i}`);
  const rules = defaultRules(USER, { version: defaults });
  const highlight = ["notify", { set_tweak: "sound", value: "default" }, { set_tweak: "highlight" }];
  rules.content = [
    ...Array.from({ length: keywords }, (_, i) => rule(`keyword${i}`, highlight, { pattern: pattern(i) })),
    ...(rules.content ?? []),
  ];
  rules.room = Array.from({ length: rooms }, (_, i) => rule(`!room${i}:example.org`, []));
  return rules;
}

export function keywordRule(pattern) {
  return rule("keyword", ["notify"], { pattern });
}

function rule(rule_id, actions, fields = {}) {
  return { rule_id, default: false, enabled: true, actions, ...fields };
}

/** An event as it comes out of `JSON.parse`, like all events do: with flat strings, and an object of its own. */
function event(i, type, content) {
  return JSON.parse(
    JSON.stringify({
      type,
      event_id: `$${String(i).padStart(3, "0")}456789abcdefghijklmnopqrstuvwxyzABCDEFG`,
      room_id: ROOM,
      sender: `@bob${i % 8}:example.org`,
      origin_server_ts: 1_795_341_951_120 + i,
      content: type === "m.room.message" ? { msgtype: "m.text", "m.mentions": {}, ...content } : content,
      unsigned: { age: 105 + i, membership: "join" },
    }),
  );
}

function sentence(i) {
  return `${i} ${SENTENCES[i % SENTENCES.length]}`;
}

function text(i, length) {
  let long = "";
  for (let at = i; long.length < length; at++) long += `${sentence(at)} `;
  return long.slice(0, length);
}

function encrypted(i) {
  return {
    algorithm: "m.megolm.v1.aes-sha2",
    ciphertext: `AwgAEpAB${i}`.repeat(50),
    device_id: "ABCDEFGHIJ",
    sender_key: "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
    session_id: `${String(i).padStart(3, "0")}3456789abcdefghijklmnopqrstuvwxyzABCDEFG`,
  };
}
