/** What `matrix-push-rules/slim` exports: the same, and the two ways to supply the module. */
export * from "./index.js";
export { init, initSync } from "./source/slim.js";
