// The way of Vite: `?url` gives the address of the emitted file.
import * as pkg from "matrix-push-rules/slim";
import url from "matrix-push-rules/matrix-push-rules.wasm?url";

import { scenario } from "./scenario.js";

await pkg.init(url);
globalThis.answer = scenario(pkg);
