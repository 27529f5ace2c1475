/** What people change in an event: what sort it is, who sent it, what it says, whom it mentions. */
import { useComputed } from "@preact/signals";

import { PRESETS, presetOf } from "../../data/presets.ts";
import type { Event } from "../../engine/core.ts";
import { Chip } from "../../parts/Chip.tsx";
import { Field, SelectField, TextField } from "../../parts/Field.tsx";
import { change, context, event } from "../../state/document.ts";
import { loose, type Loose } from "../../words/loose.ts";

/** Each field reads what it shows: a key that is typed into one draws no other anew. */
export function EventFields() {
  const preset = useComputed(() => presetOf(event.value, context.value)?.name).value;
  const type = useComputed(() => text(event.value.type)).value;
  const sender = useComputed(() => text(event.value.sender)).value;
  const hasBody = useComputed(() => typeof loose(event.value.content).body === "string").value;
  const isMessage = type === "m.room.message";
  return (
    <>
      <SelectField
        label="Kind of event"
        value={preset ?? ""}
        options={preset === undefined ? [{ value: "", label: `Another: ${type}` }, ...SORTS] : SORTS}
        onChoice={choose}
      />
      <TextField label="From" mono value={sender} onText={(sender) => edit("the sender", { sender })} />
      {preset === undefined && (
        <TextField label="Type" mono value={type} onText={(type) => edit("the type", { type })} />
      )}
      {(hasBody || isMessage) && <Message />}
      {isMessage && <Mentions />}
    </>
  );
}

const SORTS = PRESETS.map(({ name, label }) => ({ value: name, label }));

function Message() {
  const body = useComputed(() => text(loose(event.value.content).body)).value;
  return (
    <Field label="Message">
      {(ties) => (
        <textarea
          {...ties}
          class="input"
          rows={2}
          dir="auto"
          value={body}
          onInput={({ currentTarget: { value } }) => editContent("the message", { body: value })}
        />
      )}
    </Field>
  );
}

/** The mentions that clients write beside the text. Since version 1.7 of the specification they decide, not the text. */
function Mentions() {
  const mentions = loose(useComputed(() => loose(event.value.content)["m.mentions"]).value);
  const user_id = useComputed(() => context.value.user_id).value;
  const named = Array.isArray(mentions.user_ids) ? mentions.user_ids : [];
  const me = named.includes(user_id);
  const write = (label: string, next: Loose) => {
    const rest = Object.fromEntries(
      Object.entries({ ...mentions, ...next }).filter(([, value]) => value !== undefined),
    );
    editContent(label, { "m.mentions": rest }, false);
  };
  return (
    <fieldset class="mentions">
      <legend class="field-label">Mentions</legend>
      <Chip
        icon="person"
        on={me}
        onToggle={(on) => {
          const others = named.filter((other) => other !== user_id);
          const user_ids = on ? [...others, user_id] : others;
          write("whom it mentions", { user_ids: user_ids.length > 0 ? user_ids : undefined });
        }}
      >
        me
      </Chip>
      <Chip
        icon="room"
        on={mentions.room === true}
        onToggle={(on) => write("whom it mentions", { room: on ? true : undefined })}
      >
        the whole room
      </Chip>
    </fieldset>
  );
}

function choose(name: string): void {
  const preset = PRESETS.find((preset) => preset.name === name);
  if (preset) change(`Take another event: ${preset.label}`, preset.make(context.peek()));
}

/** Keystrokes in one field are one step of undo. */
function edit(label: string, next: Partial<Event>, together = true): void {
  const edited = { ...event.peek(), ...next } as Event;
  change(`Edit ${label}`, { event: edited }, together ? { coalesce: `event: ${label}` } : {});
}

function editContent(label: string, next: Loose, together = true): void {
  edit(label, { content: { ...loose(event.peek().content), ...next } }, together);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
