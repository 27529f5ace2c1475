/**
 * The sources export what the hand-written declarations promise, no more and no less. Compiled, never run.
 */
import type * as declared from "../../types/index.js";
import type * as declaredFull from "../../types/full.js";
import type * as declaredFullSlim from "../../types/full-slim.js";
import type * as declaredSlim from "../../types/slim.js";
import type * as written from "../../src/index.js";
import type * as writtenFull from "../../src/full.js";
import type * as writtenFullSlim from "../../src/full-slim.js";
import type * as writtenSlim from "../../src/slim.js";

type Exports<Module> = keyof Module;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

true satisfies Same<Exports<typeof written>, Exports<typeof declared>>;
true satisfies Same<Exports<typeof writtenSlim>, Exports<typeof declaredSlim>>;
true satisfies Same<Exports<typeof writtenFull>, Exports<typeof declaredFull>>;
true satisfies Same<Exports<typeof writtenFullSlim>, Exports<typeof declaredFullSlim>>;

declare const main: typeof written;
declare const slim: typeof writtenSlim;
declare const full: typeof writtenFull;
declare const fullSlim: typeof writtenFullSlim;
main satisfies typeof declared;
slim satisfies typeof declaredSlim;
full satisfies typeof declaredFull;
fullSlim satisfies typeof declaredFullSlim;
