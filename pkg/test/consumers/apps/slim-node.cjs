const { readFileSync } = require("node:fs");
const pkg = require("matrix-push-rules/slim");

pkg.initSync(readFileSync(require.resolve("matrix-push-rules/matrix-push-rules.wasm")));
import("./scenario.js").then(({ scenario }) => console.log(JSON.stringify(scenario(pkg))));
