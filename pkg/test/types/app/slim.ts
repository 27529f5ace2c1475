/** The slim entry: the same, and two functions more. */
import * as full from "matrix-push-rules/full/slim";
import fullWasm from "matrix-push-rules/matrix-push-rules-full.wasm";
import wasm from "matrix-push-rules/matrix-push-rules.wasm";
import { evaluate, init, initSync, type Evaluation } from "matrix-push-rules/slim";

await init(new URL("matrix-push-rules.wasm", "https://example.org"));
await init(fetch("matrix-push-rules.wasm"));
await init("matrix-push-rules.wasm");
initSync(wasm);
initSync(new Uint8Array());
full.initSync(fullWasm);
// @ts-expect-error something must be supplied
initSync();

const evaluation: Evaluation = evaluate({ type: "m.room.message" }, {}, { user_id: "@alice:example.org" });
evaluation.notify;
full.lint({}) satisfies full.Diagnostic[];
