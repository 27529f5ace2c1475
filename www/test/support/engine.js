/** The engine of the page, both modules, started in Node: modules that ask it then work as in the page. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import * as engine from "matrix-push-rules/full/slim";
import { initSync } from "matrix-push-rules/slim";

const { resolve } = createRequire(import.meta.url);
const bytes = (file) => readFileSync(resolve(`matrix-push-rules/${file}`));

initSync(bytes("matrix-push-rules.wasm"));
engine.initSync(bytes("matrix-push-rules-full.wasm"));

export default engine;
