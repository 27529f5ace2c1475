/** The slim entry, with `require`. */
import full = require("matrix-push-rules/full/slim");
import fullWasm = require("matrix-push-rules/matrix-push-rules-full.wasm");
import slim = require("matrix-push-rules/slim");
import wasm = require("matrix-push-rules/matrix-push-rules.wasm");

slim.initSync(wasm);
full.initSync(fullWasm);
full.keywords({}) satisfies full.Keyword[];
const version: slim.Evaluation = slim.evaluate({ type: "m.room.message" }, {}, { user_id: "@alice:example.org" });
version.notify;
