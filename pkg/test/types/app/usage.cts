/** The same package, with `require`. */
import pushRules = require("matrix-push-rules");

const rules = pushRules.defaultRules("@alice:example.org");
const ruleset = new pushRules.Ruleset(rules);
const evaluation: pushRules.Evaluation = ruleset.evaluate({ type: "m.room.message" }, { user_id: "@alice:example.org" });
const sound: string | null = evaluation.sound;
ruleset.free();

// @ts-expect-error a user ID is a string
pushRules.defaultRules(sound);
