/** What is known about the person who receives the event, and about the room. */
import { useComputed } from "@preact/signals";

import { withPower } from "../../data/presets.ts";
import type { Context } from "../../engine/core.ts";
import { TextField } from "../../parts/Field.tsx";
import { NumberField } from "../../parts/NumberField.tsx";
import { change, context, doc, event } from "../../state/document.ts";
import { askedBy } from "../../state/person.ts";
import { loose } from "../../words/loose.ts";

export function ContextFields() {
  const { user_id, display_name, member_count, power_levels } = context.value;
  const sender = useComputed(() => (typeof event.value.sender === "string" ? event.value.sender : "")).value;
  const levels = loose(power_levels);
  return (
    <>
      <div class="event-people">
        <TextField
          label="I am"
          mono
          value={user_id}
          onText={(text) => change("Be somebody else", askedBy(text, doc.peek()), { coalesce: "context.user_id" })}
        />
        <TextField
          label="My display name"
          value={display_name ?? ""}
          placeholder="unknown"
          onText={(text) => edit("my display name", { display_name: text === "" ? undefined : text })}
        />
      </div>
      <div class="event-numbers">
        <NumberField
          label="Members"
          least={0}
          value={member_count ?? undefined}
          placeholder="unknown"
          onNumber={(number) => edit("the number of members", { member_count: number })}
        />
        <NumberField
          label="Sender’s power"
          value={levelOf(levels, sender)}
          placeholder="unknown"
          onNumber={(level) =>
            edit("the power of the sender", { power_levels: withLevel(power_levels, sender, level) })
          }
        />
        <NumberField
          label="Power for @room"
          value={power_levels ? (whole(loose(levels.notifications).room) ?? 50) : undefined}
          placeholder="unknown"
          onNumber={(level) => edit("the power needed for @room", { power_levels: withNeeded(power_levels, level) })}
        />
      </div>
    </>
  );
}

/** Keystrokes in one field are one step of undo. */
function edit(label: string, next: Partial<Context>): void {
  change(`Edit ${label}`, { context: { ...context.peek(), ...next } }, { coalesce: `context: ${label}` });
}

/** The level that the specification gives the sender; `undefined` if the room's power levels are unknown. */
function levelOf(levels: ReturnType<typeof loose>, sender: string): number | undefined {
  if (context.value.power_levels == null) return undefined;
  const users = loose(levels.users);
  return (Object.hasOwn(users, sender) ? whole(users[sender]) : undefined) ?? whole(levels.users_default) ?? 0;
}

function withLevel(power_levels: Context["power_levels"], sender: string, level: number | undefined) {
  if (level !== undefined) return withPower(power_levels, sender, level);
  const users = Object.entries(loose(loose(power_levels).users)).filter(([user_id]) => user_id !== sender);
  return { ...power_levels, users: Object.fromEntries(users) };
}

function withNeeded(power_levels: Context["power_levels"], level: number | undefined) {
  const { room: _, ...others } = loose(loose(power_levels).notifications);
  return { ...power_levels, notifications: level === undefined ? others : { ...others, room: level } };
}

function whole(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}
