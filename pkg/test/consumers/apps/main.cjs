const full = require("matrix-push-rules/full");
const pkg = require("matrix-push-rules");

import("./scenario.js").then(({ scenario }) => console.log(JSON.stringify(scenario(pkg, full))));
