import * as full from "matrix-push-rules/full/slim";
import * as pkg from "matrix-push-rules/slim";

import { scenario } from "./scenario.js";

await pkg.init(new URL(import.meta.resolve("matrix-push-rules/matrix-push-rules.wasm")));
await full.init(new URL(import.meta.resolve("matrix-push-rules/matrix-push-rules-full.wasm")));
console.log(JSON.stringify(scenario(pkg, full)));
