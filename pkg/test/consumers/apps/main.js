import * as full from "matrix-push-rules/full";
import * as pkg from "matrix-push-rules";

import { scenario } from "./scenario.js";

globalThis.answer = scenario(pkg, full);
if (typeof window === "undefined") console.log(JSON.stringify(globalThis.answer));
