/** What people change in an event: what sort it is, who sent it, what it says, whom it mentions. */
import { PRESETS, presetOf } from "../../data/presets.ts";
import type { Event } from "../../engine/core.ts";
import { Chip } from "../../parts/Chip.tsx";
import { Field, SelectField, TextField } from "../../parts/Field.tsx";
import { change, doc } from "../../state/document.ts";
import { loose, type Loose } from "../../words/loose.ts";

export function EventFields() {
  const { event, context } = doc.value;
  const { body } = loose(event.content);
  const preset = presetOf(event, context);
  const sorts = PRESETS.map(({ name, label }) => ({ value: name, label }));
  return (
    <>
      <SelectField
        label="Kind of event"
        value={preset?.name ?? ""}
        options={preset ? sorts : [{ value: "", label: `Another: ${event.type}` }, ...sorts]}
        onChoice={choose}
      />
      <TextField label="From" mono value={text(event.sender)} onText={(sender) => edit("the sender", { sender })} />
      {!preset && (
        <TextField label="Type" mono value={text(event.type)} onText={(type) => edit("the type", { type })} />
      )}
      {(typeof body === "string" || event.type === "m.room.message") && <Message body={text(body)} />}
      {event.type === "m.room.message" && <Mentions />}
    </>
  );
}

function Message({ body }: { body: string }) {
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
  const { event, context } = doc.value;
  const mentions = loose(loose(event.content)["m.mentions"]);
  const named = Array.isArray(mentions.user_ids) ? mentions.user_ids : [];
  const me = named.includes(context.user_id);
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
          const others = named.filter((user_id) => user_id !== context.user_id);
          const user_ids = on ? [...others, context.user_id] : others;
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
  if (preset) change(`Take another event: ${preset.label}`, preset.make(doc.peek().context));
}

/** Keystrokes in one field are one step of undo. */
function edit(label: string, next: Partial<Event>, together = true): void {
  const event = { ...doc.peek().event, ...next } as Event;
  change(`Edit ${label}`, { event }, together ? { coalesce: `event: ${label}` } : {});
}

function editContent(label: string, next: Loose, together = true): void {
  edit(label, { content: { ...loose(doc.peek().event.content), ...next } }, together);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
