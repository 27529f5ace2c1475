/** How much of one room notifies. */
import { useSignal } from "@preact/signals";

import type { RoomMode } from "../../../engine/core.ts";
import { announce } from "../../../parts/Announcer.tsx";
import { edit, prepareEdits } from "../../../rules/edit.ts";
import { doc } from "../../../state/document.ts";
import type { Problem } from "../../../state/drafts.ts";
import { Choice } from "../Choice.tsx";
import { EntryField } from "../EntryField.tsx";
import { showInList } from "../view.ts";
import type { AddFormProps } from "./AddRule.tsx";
import { FormEnd } from "./FormEnd.tsx";

export const ROOM_MODES: readonly { value: RoomMode; label: string }[] = [
  { value: "all_messages", label: "All messages" },
  { value: "mentions_and_keywords", label: "Mentions and keywords" },
  { value: "mute", label: "Nothing" },
];

export function RoomForm({ close, cancel }: AddFormProps) {
  const { event, context } = doc.peek();
  const roomId = useSignal(String(event.room_id ?? context.room_id ?? ""));
  const mode = useSignal<RoomMode>("mute");
  const problem = useSignal<Problem | null>(null);
  const add = async (submit: Event) => {
    submit.preventDefault();
    const id = roomId.value.trim();
    problem.value = await setRoomMode(id, mode.value);
    if (problem.value) return;
    const { rule } = (await prepareEdits()).roomMode(doc.peek().rules, id, {});
    close();
    if (rule) showInList(rule.kind, rule.rule_id);
  };
  return (
    <form onSubmit={add}>
      <EntryField label="Room ID" mono placeholder="!opaque:example.org" text={roomId} problem={problem} />
      <Choice
        label="Notify me about"
        options={ROOM_MODES}
        value={mode.value}
        onChoice={(next) => (mode.value = next)}
      />
      <FormEnd label="Set" cancel={cancel} />
    </form>
  );
}

/** Gives a room a mode, or takes it back with `null`; answers what is in the way. */
export async function setRoomMode(roomId: string, mode: RoomMode | null): Promise<Problem | null> {
  const word = mode === null ? "as usual" : ROOM_MODES.find(({ value }) => value === mode)?.label.toLowerCase();
  const label = `Notify about ${roomId}: ${word}`;
  const fault = await edit(label, (engine, rules) => engine.setRoomMode(rules, roomId, mode));
  if (!fault) announce(label);
  return fault;
}
