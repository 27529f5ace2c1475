/** What Synapse and matrix-js-sdk answered when they were asked, through the built package. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Ruleset } from "matrix-push-rules/full";

const NOTHING = { rule: null, notify: false, highlight: false, sound: null, tweaks: {} };

/** The JSON text of a field of a line: parsed, `1.0` would be `1`. No field is named like these inside another. */
const textOf = (line, name, next) =>
  line.slice(line.indexOf(`"${name}":`) + name.length + 3, line.indexOf(`,"${next}":`));

for (const [dialect, file] of [
  ["synapse", "synapse_answers.ndjson"],
  ["js-sdk", "js_sdk_answers.ndjson"],
]) {
  const lines = readFileSync(new URL(`../../tests/data/${file}`, import.meta.url), "utf8").trim().split("\n");

  test(`${dialect}: ${lines.length} recorded answers`, () => {
    assert.ok(lines.length > 1000);
    const failures = [];
    for (const line of lines) {
      const { context, answer } = JSON.parse(line);
      const rules = new Ruleset(textOf(line, "rules", "event"), { dialect });
      try {
        const { rule, notify, highlight, sound, tweaks } = rules.evaluate(textOf(line, "event", "context"), context);
        const expected = "rejected" in answer ? NOTHING : answer;
        const actual = { rule, notify, highlight, sound, tweaks };
        assert.deepEqual(JSON.parse(JSON.stringify(actual)), expected);
      } catch (error) {
        failures.push(`${line}\n${error.message}`);
      } finally {
        rules.free();
      }
    }
    assert.equal(failures.length, 0, `${failures.length} of them differ\n${failures.slice(0, 3).join("\n")}`);
  });
}
