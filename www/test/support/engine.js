/** The whole engine, started in Node: for modules of the page that are handed it, and for what tests expect. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import * as engine from "matrix-push-rules/full/slim";

engine.initSync(readFileSync(createRequire(import.meta.url).resolve("matrix-push-rules/matrix-push-rules-full.wasm")));

export default engine;
