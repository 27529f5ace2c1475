/** Rooms with a mode of their own, and the room of the event. */
import { useSignal } from "@preact/signals";

import type { RoomMode } from "../../../engine/core.ts";
import { Button } from "../../../parts/Button.tsx";
import { Problem } from "../../../parts/Problem.tsx";
import type { RoomSetting } from "../../../rules/settings.ts";
import { doc } from "../../../state/document.ts";
import type { Problem as What } from "../../../state/drafts.ts";
import { ROOM_MODES, setRoomMode } from "../add/RoomForm.tsx";
import { EntryField } from "../EntryField.tsx";

export function Rooms({ rooms }: { rooms: readonly RoomSetting[] }) {
  const { event, context } = doc.value;
  const here = String(event.room_id ?? context.room_id ?? "");
  const all: readonly { roomId: string; mode: RoomMode | null }[] =
    here === "" || rooms.some(({ roomId }) => roomId === here) ? rooms : [{ roomId: here, mode: null }, ...rooms];
  return (
    <section class="settings-part" aria-labelledby="settings-rooms">
      <h3 id="settings-rooms">Rooms</h3>
      {all.length > 0 && (
        <ul class="settings-rooms">
          {all.map(({ roomId, mode }) => (
            <RoomRow key={roomId} roomId={roomId} mode={mode} here={roomId === here} />
          ))}
        </ul>
      )}
      <AddRoom />
    </section>
  );
}

function RoomRow({ roomId, mode, here }: { roomId: string; mode: RoomMode | null; here: boolean }) {
  const problem = useSignal<What | null>(null);
  return (
    <li class="settings-room">
      <span class="settings-room-name">
        <bdi class="mono">{roomId}</bdi>
        {here && <span class="field-hint">the event’s room</span>}
      </span>
      <select
        class="input"
        aria-label={`Notify me about, in ${roomId}`}
        value={mode ?? ""}
        onChange={async (event) => {
          const choice = ROOM_MODES.find(({ value }) => value === event.currentTarget.value);
          problem.value = await setRoomMode(roomId, choice?.value ?? null);
        }}
      >
        <option value="" selected={mode === null}>
          As usual
        </option>
        {ROOM_MODES.map(({ value, label }) => (
          <option key={value} value={value} selected={mode === value}>
            {label}
          </option>
        ))}
      </select>
      {problem.value && <Problem problem={problem.value} />}
    </li>
  );
}

function AddRoom() {
  const roomId = useSignal("");
  const problem = useSignal<What | null>(null);
  const add = async (event: Event) => {
    event.preventDefault();
    problem.value = await setRoomMode(roomId.value.trim(), "all_messages");
    if (problem.value === null) roomId.value = "";
  };
  return (
    <form class="add-line" onSubmit={add}>
      <EntryField label="Another room" mono placeholder="!opaque:example.org" text={roomId} problem={problem} />
      <Button type="submit">Add</Button>
    </form>
  );
}
