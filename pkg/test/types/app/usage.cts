/** The same package, with `require`. */
import pushRules = require("matrix-push-rules");
import full = require("matrix-push-rules/full");

const rules = pushRules.defaultRules("@alice:example.org");
const ruleset = new pushRules.Ruleset(rules);
const evaluation: pushRules.Evaluation = ruleset.evaluate({ type: "m.room.message" }, { user_id: "@alice:example.org" });
const sound: string | null = evaluation.sound;
ruleset.free();
const remarks: pushRules.Diagnostic[] = full.lint(rules);
remarks.length;

// @ts-expect-error a user ID is a string
pushRules.defaultRules(sound);
