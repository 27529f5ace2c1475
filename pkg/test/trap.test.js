/** A trap in the engine is an error like any other, and the next call gets a fresh instance. */
import assert from "node:assert/strict";
import { test } from "node:test";

const trap = new WebAssembly.RuntimeError("unreachable");
let instances = 0;
const { Instance } = WebAssembly;
WebAssembly.Instance = class {
  constructor(module, imports) {
    const { exports } = new Instance(module, imports);
    instances += 1;
    // The first instance is the one that fails.
    this.exports = instances > 1 ? exports : { ...exports, call: fail };
  }
};

const { defaultRules, PushRulesError, Ruleset } = await import("matrix-push-rules");

test("a trap", () => {
  const before = new Ruleset({});
  assert.throws(
    () => defaultRules("@alice:example.org"),
    (error) => error instanceof PushRulesError && error.code === "internal" && error.cause === trap,
  );
  assert.equal(instances, 1);
  assert.ok(defaultRules("@alice:example.org").override.length > 0);
  assert.equal(instances, 2);

  // What was made before still belongs to the old instance, and can be given back to it.
  assert.deepEqual(before.toJSON(), {});
  before.free();
  assert.equal(instances, 2);
});

function fail() {
  throw trap;
}
