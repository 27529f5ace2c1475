/** `node fuzz/seed.js`: starts the corpora from the conformance cases. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const cases = new URL("../tests/cases/", import.meta.url);
let count = 0;

function add(target, text) {
  const folder = new URL(`corpus/${target}/`, import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`case-${count++}`, folder), text);
}

for (const file of readdirSync(cases).filter((name) => name.endsWith(".json"))) {
  for (const { event, context, condition, rules } of JSON.parse(readFileSync(new URL(file, cases), "utf8")).cases) {
    const actions = ["notify"];
    const set = condition === undefined ? rules : { override: [{ rule_id: "case", conditions: [condition], actions }] };
    if (set.default === undefined) add("ruleset", JSON.stringify(set));
    if (event === undefined) continue;
    add("event", JSON.stringify(event));
    const texts = [set, event, context].map((part) => JSON.stringify(part)).join("\0");
    add("evaluate", texts);
    add("explain", texts);
    if (typeof condition?.pattern === "string" && typeof event.content?.body === "string") {
      add("glob", `${condition.pattern}\0${event.content.body}`);
    }
  }
}
console.log(`${count} seeds written to fuzz/corpus`);
