/**
 * From text to document: what a person types into an editor.
 * @module
 */
import { batch } from "@preact/signals";

import { nodeAtDotted, underlined } from "../editor/pointer.ts";
import { positions } from "../editor/positions.ts";
import { explain, Ruleset } from "../engine/core.ts";
import { faultOf } from "../engine/fault.ts";
import { change, doc, type Document } from "./document.ts";
import { drafts, type Part, type Problem } from "./drafts.ts";
import { jsonProblem, placed } from "./json.ts";
import { globalRules } from "./shape.ts";

const LABELS: { readonly [P in Part]: string } = {
  rules: "Edit the rules",
  event: "Edit the event",
  context: "Edit who receives it",
};

/** The text of a part: the draft if there is one, else the document's value, formatted. */
export function textOf(part: Part): string {
  return drafts[part].value?.text ?? JSON.stringify(doc.value[part], undefined, 2);
}

/** Takes the text of a part. Good text changes the document; other text becomes a draft with its problem. */
export function type(part: Part, text: string): void {
  const read = parse(part, text);
  batch(() => {
    if (read.problem === null) change(LABELS[part], { [part]: read.value }, { coalesce: part });
    drafts[part].value = { text, problem: read.problem };
  });
}

const NOBODY = { user_id: "@nobody:example.org" };

type Read = { readonly problem: Problem } | { readonly problem: null; readonly value: Document[Part] };

/** What a text says, if the engine takes it. */
function parse(part: Part, text: string): Read {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: jsonProblem(text) };
  }
  try {
    // Explaining reads all of an event and a context, evaluating only what it needs.
    if (part === "rules") new Ruleset(value).free();
    else if (part === "event") explain(value, {}, NOBODY);
    else explain({ type: "" }, {}, value);
  } catch (thrown) {
    const { message, help, path } = faultOf(thrown);
    // The path begins with the argument's name.
    const { from } = underlined(nodeAtDotted(positions(text), path.split(".").slice(1).join(".")));
    return { problem: { ...placed(text, from), message, help } };
  }
  return { problem: null, value: part === "rules" ? globalRules(value) : value };
}
