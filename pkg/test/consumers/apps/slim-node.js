import * as pkg from "matrix-push-rules/slim";

import { scenario } from "./scenario.js";

await pkg.init(new URL(import.meta.resolve("matrix-push-rules/matrix-push-rules.wasm")));
console.log(JSON.stringify(scenario(pkg)));
