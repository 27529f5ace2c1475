/** The slim entry: the same, and two functions more. */
import { evaluate, init, initSync, type Evaluation } from "matrix-push-rules/slim";
import wasm from "matrix-push-rules/matrix-push-rules.wasm";

await init(new URL("matrix-push-rules.wasm", "https://example.org"));
await init(fetch("matrix-push-rules.wasm"));
await init("matrix-push-rules.wasm");
initSync(wasm);
initSync(new Uint8Array());
// @ts-expect-error something must be supplied
initSync();

const evaluation: Evaluation = evaluate({ type: "m.room.message" }, {}, { user_id: "@alice:example.org" });
evaluation.notify;
