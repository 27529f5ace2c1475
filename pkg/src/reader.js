/**
 * Reading JavaScript events for the engine, without turning them into JSON.
 *
 * A ruleset's {@link Layout} says which properties its rules ask for. Their values are looked up in maps: each map gives
 * the class of a value, which is all that the rules want to know, and asks the engine only for values that it has not
 * met. The classes go into a small array of words in the engine's memory, and one call gives the position of the rule
 * that decides. Texts in which patterns are searched are written into the engine's memory when it asks for them.
 *
 * Nothing is decided here: what a value means is the engine's business (`src/wasm/object.rs` is the other side).
 * @module
 */

import { PushRulesError } from "./errors.js";

/** @typedef {import("../types/index.js").Context} Context */
/** @typedef {import("../generated/main/matrix_push_rules.js").CompiledRules} CompiledRules */
/** @typedef {import("#glue").Glue} Glue */

/**
 * @typedef {object} Slot what the engine says of a property
 * @property {string[]} path
 * @property {boolean} compared
 * @property {boolean} searched
 * @property {unknown[]} wanted
 */

/**
 * @typedef {object} Property a property in the tree of all properties that are asked for
 * @property {string} name
 * @property {(object: Record<string, any>, name: string) => unknown} get
 * @property {number} slot negative if only what is below is asked for
 * @property {boolean} compared
 * @property {boolean} searched
 * @property {Map<unknown, number>} classes
 * @property {Map<unknown, number> | undefined} wanted
 * @property {Property[] | undefined} below
 */

// The words of the facts; see `src/wasm/object.rs`.
const ABSENT = 0;
const PRESENT = 1;
const ARRAY = 0x80000000;

/** So many values a property are remembered; then the map starts anew. */
const MOST_CLASSES = 1000;
/** Longer strings are not remembered. */
const LONGEST_KEY = 255;
/**
 * Up to this length writing character by character is faster than an encoder: measured, Node's encoder takes 50 ns to
 * start, and that of Chromium half a microsecond.
 */
const SHORT = typeof process === "object" && process.versions?.node !== undefined ? 24 : 256;
const ENCODER = new TextEncoder();

/**
 * Getters of the properties that most rulesets ask for. An engine that compiles JavaScript remembers at each of these
 * places where the objects that it has met keep the property, or that they have none, which it can't where the name
 * varies.
 * @type {Map<string, (object: Record<string, any>) => unknown>}
 */
const GETTERS = new Map([
  ["type", (object) => object.type],
  ["sender", (object) => object.sender],
  ["room_id", (object) => object.room_id],
  ["state_key", (object) => object.state_key],
  ["content", (object) => object.content],
  ["body", (object) => object.body],
  ["msgtype", (object) => object.msgtype],
  ["membership", (object) => object.membership],
  ["m.mentions", (object) => object["m.mentions"]],
  ["user_ids", (object) => object.user_ids],
  ["room", (object) => object.room],
  ["m.relates_to", (object) => object["m.relates_to"]],
  ["rel_type", (object) => object.rel_type],
]);

/** What the reader knows of one ruleset. */
export class Layout {
  /** @param {CompiledRules} compiled */
  constructor(compiled) {
    /** @type {{ objects: boolean, slots: Slot[], room_id: number }} */
    const { objects, slots, room_id } = JSON.parse(compiled.layout());
    /** Whether objects can be read at all. */
    this.objects = objects;
    this.roomId = room_id;
    this.size = slots.length;
    /** @type {Property[]} */
    this.properties = [];
    slots.forEach((slot, index) => insert(this.properties, slot, index));
    /** The slots whose text the engine may ask for. */
    this.searched = slots.flatMap((slot, index) => (slot.searched ? [index] : []));
  }
}

/**
 * @param {Property[]} properties
 * @param {Slot} slot
 * @param {number} index
 */
function insert(properties, { path, compared, searched, wanted }, index) {
  let level = properties;
  path.forEach((name, depth) => {
    let property = level.find((known) => known.name === name);
    if (property === undefined) {
      property = {
        name,
        get: GETTERS.get(name) ?? (name in Object.prototype ? own : named),
        slot: -1,
        compared: false,
        searched: false,
        classes: new Map(),
        wanted: undefined,
        below: undefined,
      };
      level.push(property);
    }
    if (depth < path.length - 1) {
      level = property.below ??= [];
      return;
    }
    property.slot = index;
    property.compared = compared;
    property.searched = searched;
    if (wanted.length > 0) property.wanted = new Map(wanted.map((value, bit) => [value, 1 << bit]));
  });
}

/** Reads events, one after the other, for one instance of the engine. */
export class Reader {
  #memory;
  #channel;
  /** What is known of each slot, in the engine's memory. */
  #facts = new Uint32Array(0);
  #textAddress = 0;
  #textCapacity = 0;
  #text = new Uint8Array(0);
  /** How many bytes of text the engine may ask for at once. */
  #textNeeded = 0;
  /** @type {(string | undefined)[]} the texts of the event at hand by slot */
  #texts = [];
  /** @type {Record<string, any>} */
  #event = {};
  /** @type {Context | undefined} */
  #context;
  #busy = false;

  /**
   * @param {Glue} glue
   * @param {ReturnType<Glue["initSync"]>} exports
   */
  constructor(glue, exports) {
    this.#memory = exports.memory;
    this.#channel = new glue.Channel(this);
  }

  /**
   * The position of the rule that decides, −1 for none, or `undefined` if this event has to be read as JSON.
   * @param {CompiledRules} compiled
   * @param {Layout} layout
   * @param {Record<string, any>} event
   * @param {Context} context checked
   * @returns {number | undefined}
   */
  find(compiled, layout, event, context) {
    const { room_features, display_name } = context;
    // A getter of an event may evaluate another event: that one then goes through JSON.
    if (this.#busy || !layout.objects || (room_features && room_features.length > 0)) return undefined;
    this.#busy = true;
    try {
      this.#event = event;
      this.#context = context;
      this.#textNeeded = display_name ? 3 * display_name.length : 0;
      const { size, searched, properties } = layout;
      for (let i = 0; i < searched.length; i++) this.#texts[/** @type {number} */ (searched[i])] = undefined;
      do {
        this.#prepare(size);
        try {
          this.#read(properties, event, layout, compiled);
        } catch (cause) {
          throw cause instanceof WebAssembly.RuntimeError ? cause : unreadable(cause);
        }
        this.#makeRoom();
        // Asking the engine for the class of a new value may make its memory move; then all is known, and read once more.
      } while (this.#facts.length === 0);
      const { member_count, thread_subscribed } = context;
      return this.#channel.find(
        compiled,
        event.sender === context.user_id,
        member_count ?? -1,
        thread_subscribed ?? undefined,
      );
    } finally {
      this.#busy = false;
    }
  }

  /**
   * @param {Property[]} properties
   * @param {Record<string, any>} object
   * @param {Layout} layout
   * @param {CompiledRules} compiled
   */
  #read(properties, object, layout, compiled) {
    const facts = this.#facts;
    for (let i = 0; i < properties.length; i++) {
      const property = /** @type {Property} */ (properties[i]);
      let value = property.get(object, property.name);
      const { slot } = property;
      // Events of `/sync` do not say in which room they are.
      if (slot === layout.roomId && typeof value !== "string") value = this.#context?.room_id ?? value;
      if (value === undefined) continue;
      if (typeof value !== "object" || value === null) {
        if (slot >= 0) {
          facts[slot] = property.compared ? (property.classes.get(value) ?? classify(property, value, compiled)) : PRESENT;
        }
        if (property.searched && typeof value === "string") {
          this.#texts[slot] = value;
          this.#textNeeded = Math.max(this.#textNeeded, 3 * value.length);
        }
      } else if (Array.isArray(value)) {
        if (slot >= 0) facts[slot] = property.wanted === undefined ? PRESENT : wantedOf(value, property.wanted);
      } else {
        if (slot >= 0) facts[slot] = PRESENT;
        if (property.below !== undefined) this.#read(property.below, value, layout, compiled);
      }
    }
  }

  /**
   * Clears the facts for an event with so many slots.
   * @param {number} size
   */
  #prepare(size) {
    // A view has no length any more after the memory has moved.
    if (this.#facts.length < size) {
      const address = this.#channel.factsAddress(size);
      this.#facts = new Uint32Array(this.#memory.buffer, address, size);
    }
    const facts = this.#facts;
    for (let slot = 0; slot < size; slot++) facts[slot] = ABSENT;
  }

  /** Makes room for the texts that the engine may ask for. */
  #makeRoom() {
    if (this.#textCapacity >= this.#textNeeded) return;
    this.#textCapacity = 2 * this.#textNeeded;
    this.#textAddress = this.#channel.textAddress(this.#textCapacity);
    this.#text = new Uint8Array(0);
  }

  // What the engine asks for while it looks for the rule.

  /** @param {number} slot */
  text(slot) {
    const text = this.#texts[slot];
    return text === undefined ? -1 : this.#write(text);
  }

  displayName() {
    const name = this.#context?.display_name;
    return typeof name === "string" ? this.#write(name) : -1;
  }

  /** The context with the power levels of the sender alone: rooms have many users. */
  powers() {
    const context = this.#context;
    const { sender } = this.#event;
    /** @type {Record<string, any> | null | undefined} */
    const levels = context?.power_levels;
    if (typeof sender !== "string" || levels === undefined || levels === null) return undefined;
    const { users, users_default, notifications } = levels;
    const level = typeof users === "object" && users !== null ? own(users, sender) : undefined;
    return JSON.stringify({
      user_id: sender,
      power_levels: { users: level === undefined ? {} : { [sender]: level }, users_default, notifications },
      room_version: context?.room_version,
      creators: context?.creators,
    });
  }

  /**
   * Writes a text into the engine's memory: gives twice its length in bytes, plus one if it is ASCII.
   * @param {string} text
   */
  #write(text) {
    if (this.#text.length === 0) {
      this.#text = new Uint8Array(this.#memory.buffer, this.#textAddress, this.#textCapacity);
    }
    const view = this.#text;
    const { length } = text;
    if (length <= SHORT) {
      let at = 0;
      for (; at < length; at++) {
        const unit = text.charCodeAt(at);
        if (unit > 127) break;
        view[at] = unit;
      }
      if (at === length) return 2 * length + 1;
    }
    // Only ASCII takes one byte for one UTF-16 unit.
    const { written } = ENCODER.encodeInto(text, view);
    return 2 * written + (written === length ? 1 : 0);
  }
}

/**
 * The class of a value that is not known yet.
 * @param {Property} property
 * @param {unknown} value
 * @param {CompiledRules} compiled
 * @returns {number}
 */
function classify({ slot, classes }, value, compiled) {
  let found = PRESENT;
  // Functions and symbols are nothing in JSON.
  if (typeof value === "function" || typeof value === "symbol") found = ABSENT;
  else if (typeof value === "bigint") return PRESENT;
  else if (typeof value !== "string") found = compiled.classifyOther(slot, JSON.stringify(value));
  else {
    found = compiled.classifyText(slot, value);
    if (value.length > LONGEST_KEY) return found;
  }
  if (classes.size >= MOST_CLASSES) classes.clear();
  classes.set(value, found);
  return found;
}

/**
 * The word of an array: which of the wanted values it has.
 * @param {unknown[]} array
 * @param {Map<unknown, number>} wanted
 */
function wantedOf(array, wanted) {
  let word = ARRAY;
  // In JSON, what is `undefined` in an array is null.
  for (let i = 0; i < array.length; i++) word |= wanted.get(array[i] ?? null) ?? 0;
  return word;
}

/**
 * @param {Record<string, any>} object
 * @param {string} name
 */
function named(object, name) {
  return object[name];
}

/**
 * The error for an event with a getter that throws.
 * @param {unknown} cause
 */
function unreadable(cause) {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new PushRulesError(
    { code: "invalid_event", path: "event", message: `the event cannot be read: ${reason}` },
    { cause },
  );
}

/**
 * A property that is not inherited, as `constructor` would be.
 * @param {Record<string, any>} object
 * @param {string} name
 */
function own(object, name) {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
