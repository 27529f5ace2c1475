/**
 * The whole benchmark, in whatever runtime loads it. Rows are reported one by one, as soon as they are known.
 * @module
 */
import { defaultRules } from "../dist/index.js";
import { mxEvent, ours, theirs } from "./contenders.js";
import { alone, geometricMean, interleaved } from "./measure.js";
import { keywordRule, monotonous, ruleset, scenarios } from "./scenarios.js";

/** Patterns that send backtracking matchers into exponential time. */
const ADVERSARIAL = [
  ["*a*a*a*a*b", "*a*a*a*a*b"],
  ["*a × 50, b", `${"*a".repeat(50)}b`],
  ["? × 5000, b", `${"?".repeat(5000)}b`],
  ["**?**?b", "**?**?b"],
  ["?a × 500, b", `${"?a".repeat(500)}b`],
];
const LENGTHS = [4096, 16384, 65536];

/**
 * @param {(line: string) => unknown} print
 */
export async function run(print) {
  await print(columns("nanoseconds an event", "matrix-js-sdk", "ours", "ratio"));
  const ratios = [];
  for (const scenario of scenarios()) {
    const { ours, theirs, ratio } = compare(scenario);
    ratios.push(ratio);
    await print(columns(scenario.name, theirs.toFixed(0), ours.toFixed(0), `${ratio.toFixed(1)}x`));
  }
  await print(columns("geometric mean", "", "", `${geometricMean(ratios).toFixed(1)}x`));
  await print(columns("lowest", "", "", `${Math.min(...ratios).toFixed(1)}x`));
  await print("");
  await print(columns("a plain message, 10 keywords, 30 room rules", "", "ours", ""));
  for (const [name, time] of contexts()) await print(columns(`  ${name}`, "", time.toFixed(0), ""));
  await print("");
  await print(columns("adversarial patterns, µs by body", "4 kB", "16 kB", "64 kB", "64 kB / 4 kB"));
  for (const [name, pattern] of ADVERSARIAL) {
    const times = growth(pattern);
    const growing = `${(times[2] / times[0]).toFixed(1)}x`;
    await print(columns(`  ${name}`, ...times.map((time) => (time / 1000).toFixed(1)), growing));
  }
}

/** Both on one scenario, after both have named the same rule for every event of it. */
function compare({ name, rules: wanted, events }) {
  const rules = ruleset(defaultRules, wanted);
  const pool = events().map(mxEvent);
  const sides = [ours(rules), theirs(rules)];
  const [a, b] = sides.map((side) => ({ evaluate: side.evaluate, events: pool.map(side.wrap) }));
  for (const [i] of pool.entries()) {
    const [x, y] = [sides[0].ruleOf(a.evaluate(a.events[i])), sides[1].ruleOf(b.evaluate(b.events[i]))];
    if (x !== y) throw new Error(`${name}: event ${i} matches \`${x}\` here and \`${y}\` in matrix-js-sdk`);
  }
  const times = interleaved(a, b);
  sides[0].free();
  return times;
}

/** What it costs when the context is not the same object as before. */
function contexts() {
  const { rules, events } = scenarios().find(({ name }) => name === "plain message, 10 keywords, 30 room rules");
  const side = ours(ruleset(defaultRules, rules));
  const pool = events();
  const times = [
    ["one context object for the room", alone({ evaluate: side.evaluate, events: pool })],
    ["a new context object for each event", alone({ evaluate: side.evaluateInNewContext, events: pool })],
    ["JSON text instead of an object", alone({ evaluate: side.evaluate, events: pool.map((event) => JSON.stringify(event)) })],
  ];
  side.free();
  return times;
}

/** Our nanoseconds for one pattern against bodies that nearly match it, short and long. */
function growth(pattern) {
  const side = ours({ content: [keywordRule(pattern)] });
  const times = LENGTHS.map((length) => alone({ evaluate: side.evaluate, events: monotonous(length) }));
  side.free();
  return times;
}

function columns(name, ...values) {
  return name.padEnd(52) + values.map((value) => value.padStart(14)).join("");
}
