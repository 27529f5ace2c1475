const { readFileSync } = require("node:fs");
const full = require("matrix-push-rules/full/slim");
const pkg = require("matrix-push-rules/slim");

pkg.initSync(readFileSync(require.resolve("matrix-push-rules/matrix-push-rules.wasm")));
full.initSync(readFileSync(require.resolve("matrix-push-rules/matrix-push-rules-full.wasm")));
import("./scenario.js").then(({ scenario }) => console.log(JSON.stringify(scenario(pkg, full))));
