/**
 * Rulesets compiled once, and evaluating events against them.
 * @module
 */
import { array, contextText, eventText, optionsText, rulesText } from "./arguments.js";
import { answer } from "./cold.js";
import { inEngine } from "./engine.js";
import { PushRulesError, relocated } from "./errors.js";

/** @typedef {import("../types/index.js").Context} Context */
/** @typedef {import("../types/index.js").Diagnostic} Diagnostic */
/** @typedef {import("../types/index.js").Evaluation} Evaluation */
/** @typedef {import("../types/index.js").Event} Event */
/** @typedef {import("../types/index.js").RulesInput} RulesInput */
/** @typedef {import("../types/index.js").RulesetOptions} RulesetOptions */

export class Ruleset {
  /** @type {import("../generated/matrix_push_rules.js").CompiledRules | null} */
  #compiled;
  /** The rules as they were given: whatever the caller does to the object, and to the last digit of every number. */
  #text;

  /**
   * @param {RulesInput} rules
   * @param {RulesetOptions} [options]
   */
  constructor(rules, options) {
    const text = rulesText(rules, "rules");
    const settings = optionsText(options, "options");
    this.#text = text;
    this.#compiled = inEngine((engine) => new engine.CompiledRules(text, settings));
  }

  /**
   * @param {Event | string} event
   * @param {Context} context
   * @returns {Evaluation}
   */
  evaluate(event, context) {
    return this.#evaluate(event, "event", contextText(context, "context"));
  }

  /**
   * @param {readonly (Event | string)[]} events
   * @param {Context} context
   * @returns {Evaluation[]}
   */
  evaluateAll(events, context) {
    this.#live();
    const shared = contextText(context, "context");
    return array(events, "events").map((event, index) => this.#evaluate(event, `events.${index}`, shared));
  }

  /** @returns {Diagnostic[]} */
  get diagnostics() {
    const compiled = this.#live();
    return answer(() => compiled.diagnostics());
  }

  /** @returns {ReturnType<import("../types/index.js").Ruleset["toJSON"]>} */
  toJSON() {
    this.#live();
    return JSON.parse(this.#text);
  }

  free() {
    const compiled = this.#compiled;
    this.#compiled = null;
    if (compiled !== null) inEngine(() => compiled.free());
  }

  // Where the symbol is not there yet, this is a method called `undefined`, which nothing will ever ask for. Any other way
  // to write it makes bundlers believe that the class cannot be left out.
  [Symbol.dispose]() {
    this.free();
  }

  /**
   * @param {unknown} event
   * @param {string} path where the event is in the arguments
   * @param {string} context
   * @returns {Evaluation}
   */
  #evaluate(event, path, context) {
    const compiled = this.#live();
    const text = eventText(event, path);
    try {
      return frozen(inEngine(() => compiled.evaluate(text, context)));
    } catch (error) {
      throw relocated(error, "event", path);
    }
  }

  /** The engine's side of this ruleset, unless it has been freed. */
  #live() {
    if (this.#compiled === null) {
      throw new PushRulesError({
        code: "freed",
        message: "this `Ruleset` has been freed",
        help: "`free()` and `using` end a ruleset's life; without them it is collected like any other object",
      });
    }
    return this.#compiled;
  }
}

/**
 * @param {Event | string} event
 * @param {RulesInput} rules
 * @param {Context} context
 * @param {RulesetOptions} [options]
 * @returns {Evaluation}
 */
export function evaluate(event, rules, context, options) {
  const ruleset = new Ruleset(rules, options);
  try {
    return ruleset.evaluate(event, context);
  } finally {
    ruleset.free();
  }
}

/**
 * Answers are frozen, so that one may be given for many events.
 * @param {string} text
 * @returns {Evaluation}
 */
function frozen(text) {
  return JSON.parse(text, (_, value) => Object.freeze(value));
}
