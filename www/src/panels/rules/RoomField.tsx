/** A field for the ID of a room. What is wrong with it is said until it is changed. */
import type { Signal } from "@preact/signals";

import { TextField } from "../../parts/Field.tsx";
import type { Problem } from "../../state/drafts.ts";

export function RoomField(props: { label: string; roomId: Signal<string>; problem: Signal<Problem | null> }) {
  const { label, roomId, problem } = props;
  return (
    <TextField
      label={label}
      mono
      placeholder="!opaque:example.org"
      value={roomId.value}
      problem={problem.value}
      onText={(next) => {
        roomId.value = next;
        problem.value = null;
      }}
    />
  );
}
