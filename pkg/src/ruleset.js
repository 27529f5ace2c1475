/**
 * Rulesets compiled once, and evaluating events against them.
 * @module
 */
import {
  array,
  checkContext,
  checkedContextText,
  contextText,
  eventText,
  isObject,
  optionsText,
  rulesText,
} from "./arguments.js";
import { answer } from "./cold.js";
import { failure, inEngine } from "./engine.js";
import { PushRulesError, relocated } from "./errors.js";
import { keep } from "./kept.js";
import { Layout } from "./reader.js";

/** @typedef {import("../generated/main/matrix_push_rules.js").CompiledRules} CompiledRules */
/** @typedef {import("../types/index.js").Context} Context */
/** @typedef {import("../types/index.js").Diagnostic} Diagnostic */
/** @typedef {import("../types/index.js").Evaluation} Evaluation */
/** @typedef {import("../types/index.js").Event} Event */
/** @typedef {import("../types/index.js").Explanation} Explanation */
/** @typedef {import("../types/index.js").RulesInput} RulesInput */
/** @typedef {import("../types/full.js").RulesetOptions} RulesetOptions */

export class Ruleset {
  /** @type {CompiledRules | null} */
  #compiled;
  /** The reader of the same instance of the engine. */
  #reader;
  /** @type {Layout | undefined} */
  #layout;
  /** @type {Evaluation[]} what to answer for each rule, by its position plus one; first for no rule at all */
  #evaluations = [];

  /**
   * @param {RulesInput} rules
   * @param {RulesetOptions} [options]
   */
  constructor(rules, options) {
    const text = rulesText(rules, "rules");
    const settings = optionsText(options, "options");
    const { compiled, reader } = inEngine((engine, { reader }) => ({
      compiled: new engine.CompiledRules(text, settings),
      reader,
    }));
    this.#compiled = compiled;
    this.#reader = reader;
    keep(this, text);
  }

  /**
   * @param {Event | string} event
   * @param {Context} context
   * @returns {Evaluation}
   */
  evaluate(event, context) {
    checkContext(context, "context");
    return this.#evaluate(event, "event", context);
  }

  /**
   * @param {readonly (Event | string)[]} events
   * @param {Context} context
   * @returns {Evaluation[]}
   */
  evaluateAll(events, context) {
    this.#live();
    checkContext(context, "context");
    return array(events, "events").map((event, index) => this.#evaluate(event, `events.${index}`, context));
  }

  /**
   * @param {Event | string} event
   * @param {Context} context
   * @returns {Explanation}
   */
  explain(event, context) {
    const compiled = this.#live();
    const [eventJson, contextJson] = [eventText(event, "event"), checkedContextText(context, "context")];
    return answer(() => compiled.explain(eventJson, contextJson));
  }

  /** @returns {Diagnostic[]} */
  get diagnostics() {
    const compiled = this.#live();
    return answer(() => compiled.diagnostics());
  }

  /** @returns {ReturnType<import("../types/index.js").Ruleset["toJSON"]>} */
  toJSON() {
    this.#live();
    return JSON.parse(rulesText(this, "rules"));
  }

  free() {
    const compiled = this.#compiled;
    this.#compiled = null;
    keep(this);
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
   * @param {Context} context
   * @returns {Evaluation}
   */
  #evaluate(event, path, context) {
    const compiled = this.#live();
    let position;
    try {
      // The runtime's own parser is far faster than handing it the text.
      const object = typeof event === "string" ? parsed(event, path) : event;
      if (isObject(object)) {
        this.#layout ??= new Layout(compiled);
        position = this.#reader.find(compiled, this.#layout, object, context);
      }
      position ??= compiled.find(eventText(event, path), contextText(context, "context"));
      return (this.#evaluations[position + 1] ??= frozen(compiled.evaluation(position)));
    } catch (thrown) {
      throw relocated(failure(thrown), "event", path);
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
  return withRuleset(rules, options, (ruleset) => ruleset.evaluate(event, context));
}

/**
 * @param {Event | string} event
 * @param {RulesInput} rules
 * @param {Context} context
 * @param {RulesetOptions} [options]
 * @returns {Explanation}
 */
export function explain(event, rules, context, options) {
  return withRuleset(rules, options, (ruleset) => ruleset.explain(event, context));
}

/**
 * @template T
 * @param {RulesInput} rules
 * @param {RulesetOptions | undefined} options
 * @param {(ruleset: Ruleset) => T} act
 * @returns {T}
 */
function withRuleset(rules, options, act) {
  const ruleset = new Ruleset(rules, options);
  try {
    return act(ruleset);
  } finally {
    ruleset.free();
  }
}

/**
 * @param {string} text
 * @param {string} path
 * @returns {unknown}
 */
function parsed(text, path) {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PushRulesError({ code: "invalid_json", path, message: `the event is not JSON: ${reason}` }, { cause });
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
