/** All messages of one person. */
import { useSignal } from "@preact/signals";

import type { NewRule, RuleKind } from "../../../engine/core.ts";
import { announce } from "../../../parts/Announcer.tsx";
import { edit } from "../../../rules/edit.ts";
import { doc } from "../../../state/document.ts";
import type { Problem } from "../../../state/drafts.ts";
import { Choice } from "../Choice.tsx";
import { EntryField } from "../EntryField.tsx";
import { showInList } from "../view.ts";
import type { AddFormProps } from "./AddRule.tsx";
import { FormEnd } from "./FormEnd.tsx";

const EFFECTS = [
  { value: "notify", label: "Always notify me" },
  { value: "mute", label: "Never notify me" },
] as const;

const KINDS = [
  { value: "override", label: "Override" },
  { value: "sender", label: "Sender" },
] as const;

const KIND_HINTS = {
  override: "Works everywhere, and also decides about what comes before the other rules, such as mentions.",
  sender: "Made for this, but Synapse and Element Web ignore such rules.",
} as const;

export function PersonForm({ close, cancel }: AddFormProps) {
  const { event, context } = doc.peek();
  const userId = useSignal(event.sender === context.user_id ? "" : String(event.sender ?? ""));
  const effect = useSignal<(typeof EFFECTS)[number]["value"]>("notify");
  const kind = useSignal<(typeof KINDS)[number]["value"]>("override");
  const problem = useSignal<Problem | null>(null);
  const add = async (submit: Event) => {
    submit.preventDefault();
    const id = userId.value.trim();
    if (!/^@[^:]*:./.test(id)) {
      problem.value = { message: "this is not a full Matrix ID, such as @bob:example.org" };
      return;
    }
    const rule = personRule(kind.value, id, effect.value === "notify");
    problem.value = await edit(`Add the person ${id}`, (engine, rules) => engine.putRule(rules, kind.value, rule));
    if (problem.value) return;
    announce(`Added the person ${id}`);
    close();
    showInList(kind.value, rule.rule_id);
  };
  return (
    <form onSubmit={add}>
      <EntryField label="Matrix ID" mono placeholder="@bob:example.org" text={userId} problem={problem} />
      <Choice
        label="When they write"
        options={EFFECTS}
        value={effect.value}
        onChoice={(next) => (effect.value = next)}
      />
      <div>
        <Choice label="Kind of rule" options={KINDS} value={kind.value} onChoice={(next) => (kind.value = next)} />
        <p class="field-hint">{KIND_HINTS[kind.value]}</p>
      </div>
      <FormEnd label="Add" cancel={cancel} />
    </form>
  );
}

function personRule(kind: RuleKind, userId: string, notify: boolean): NewRule {
  const actions: NewRule["actions"] = notify ? ["notify", { set_tweak: "sound", value: "default" }] : [];
  if (kind === "sender") return { rule_id: userId, actions };
  // Some user IDs have a slash, which servers refuse in the IDs of rules.
  return {
    rule_id: userId.replaceAll(/[/\\]/g, "_"),
    actions,
    conditions: [{ kind: "event_match", key: "sender", pattern: userId }],
  };
}
