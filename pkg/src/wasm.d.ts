/** The glue that wasm-bindgen wrote, in a function that makes a new one (see `build.js`). */
declare module "#glue" {
  export type Glue = typeof import("../generated/main/matrix_push_rules.js");
  export function createGlue(): Glue;
}

/** How the build resolves a `.wasm` import: as base64 text for the main entry, left to the runtime for workerd. */
declare module "#wasm" {
  const base64: string;
  export default base64;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
