import * as full from "matrix-push-rules/full";
import * as pkg from "matrix-push-rules";

import { scenario } from "./scenario.js";

export default {
  fetch() {
    return Response.json(scenario(pkg, full));
  },
};
