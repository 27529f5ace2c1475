// The way of webpack, and of plain pages: the bundler finds the file by this very expression.
import * as full from "matrix-push-rules/full/slim";
import * as pkg from "matrix-push-rules/slim";

import { scenario } from "./scenario.js";

await pkg.init(new URL("matrix-push-rules/matrix-push-rules.wasm", import.meta.url));
await full.init(new URL("matrix-push-rules/matrix-push-rules-full.wasm", import.meta.url));
globalThis.answer = scenario(pkg, full);
