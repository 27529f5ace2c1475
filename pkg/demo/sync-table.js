/**
 * What a client does with a `/sync` answer, as a table: which rule fires for each event of the timelines, and which
 * actions it asks for.
 *
 *     node demo/sync-table.js <sync answer>.json [<next sync answer>.json …]
 *
 * Everything comes from the answers themselves: the rules are the account's own (`m.push_rules`), the context (member
 * count, power levels, display name, room version) is the room's state at each event.
 */
import { readFileSync } from "node:fs";

import { Ruleset } from "matrix-push-rules";

import { Room } from "./room.js";
import { table } from "./table.js";

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node demo/sync-table.js <sync answer>.json …");
  process.exit(2);
}

/** @type {Map<string, Room>} */
const rooms = new Map();
let rules;
let userId;
const rows = [];

for (const file of files) {
  const sync = JSON.parse(readFileSync(file, "utf8"));
  const pushRules = sync.account_data?.events?.find((event) => event.type === "m.push_rules");
  if (pushRules !== undefined) {
    rules = new Ruleset(pushRules);
    userId = ownerOf(pushRules);
    for (const { severity, rule_id, message } of rules.diagnostics) console.log(`${severity}: ${rule_id}: ${message}`);
  }
  if (rules === undefined) throw new Error(`\`${file}\` has no \`m.push_rules\`, and no answer before it had`);

  for (const [roomId, { state, timeline }] of Object.entries(sync.rooms?.join ?? {})) {
    const room = rooms.get(roomId) ?? new Room(roomId);
    rooms.set(roomId, room);
    for (const event of state?.events ?? []) room.apply(event);
    for (const event of timeline.events) {
      // A state event counts for the context it is judged in: who joins is a member.
      room.apply(event);
      rows.push(row(room, event, rules.evaluate(event, room.contextFor(userId))));
    }
  }
}

const notified = rows.filter((row) => row.notify).length;
console.log(`The push rules of ${userId} on ${rows.length} events of ${rooms.size} rooms, as /sync delivered them:\n`);
console.log(table(["room", "sender", "type", "body", "rule", "actions"], rows.map((row) => row.cells)));
console.log(`\n${notified} of ${rows.length} events notify.`);

function row(room, event, { notify, rule, actions }) {
  const ruleText = rule === null ? (event.sender === userId ? "(own event)" : "(no rule)") : `${rule.kind} ${rule.rule_id}`;
  return { notify, cells: [room.title, event.sender, event.type, snippet(event), ruleText, actions.map(action).join(", ")] };
}

function snippet({ content, state_key }) {
  if (typeof content.body === "string") return content.body;
  if (typeof content.membership === "string") return `${state_key}: ${content.membership}`;
  return typeof content.name === "string" ? content.name : "";
}

function action(action) {
  if (typeof action === "string") return action;
  const { set_tweak, value = true } = action;
  return `${set_tweak}=${JSON.stringify(value)}`;
}

/** `/sync` does not say whose answer it is, but the predefined rule for invitations names its owner. */
function ownerOf(pushRules) {
  const invites = pushRules.content.global.override.find((rule) => rule.rule_id === ".m.rule.invite_for_me");
  const owner = invites?.conditions.find((condition) => condition.key === "state_key")?.pattern;
  if (owner === undefined) throw new Error("the push rules do not tell whose they are: `.m.rule.invite_for_me` is missing");
  return owner;
}
