/** The slim entry, with `require`. */
import slim = require("matrix-push-rules/slim");
import wasm = require("matrix-push-rules/matrix-push-rules.wasm");

slim.initSync(wasm);
const version: slim.Evaluation = slim.evaluate({ type: "m.room.message" }, {}, { user_id: "@alice:example.org" });
version.notify;
