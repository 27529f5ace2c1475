/** The engine of the page, started in Node: modules that ask it then work as in the page. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import * as engine from "matrix-push-rules/slim";

engine.initSync(readFileSync(createRequire(import.meta.url).resolve("matrix-push-rules/matrix-push-rules.wasm")));

export default engine;
