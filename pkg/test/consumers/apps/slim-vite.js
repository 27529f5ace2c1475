// The way of Vite: `?url` gives the address of the emitted file.
import * as full from "matrix-push-rules/full/slim";
import fullUrl from "matrix-push-rules/matrix-push-rules-full.wasm?url";
import * as pkg from "matrix-push-rules/slim";
import url from "matrix-push-rules/matrix-push-rules.wasm?url";

import { scenario } from "./scenario.js";

await pkg.init(url);
await full.init(fullUrl);
globalThis.answer = scenario(pkg, full);
