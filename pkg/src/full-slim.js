/** What `matrix-push-rules/full/slim` exports: the same as `full`, and the two ways to supply the module. */
export * from "./full.js";
export { init, initSync } from "./source/slim.js";
