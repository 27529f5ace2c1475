/** Which sound: none, one of the two that clients know, or another by its name. */
import { SelectField, TextField } from "../../parts/Field.tsx";

const SOUNDS = [
  { value: "", label: "None" },
  { value: "default", label: "Default" },
  { value: "ring", label: "Ring (calls)" },
  { value: "other", label: "Another…" },
] as const;

type Choice = (typeof SOUNDS)[number]["value"];

export function SoundField({ sound, onSound }: { sound: string | null; onSound: (sound: string | null) => void }) {
  const choice: Choice = sound === null ? "" : (SOUNDS.find(({ value }) => value !== "" && value === sound)?.value ?? "other");
  return (
    <div class="sound-field">
      <SelectField
        label="Sound"
        value={choice}
        options={SOUNDS}
        // An empty name is that of no sound that exists: it waits for its letters.
        onChoice={(next) => onSound(next === "" ? null : next === "other" ? "" : next)}
      />
      {sound !== null && choice === "other" && <TextField label="Name of the sound" mono value={sound} onText={onSound} />}
    </div>
  );
}
