/** A field for what a new rule is about. What is wrong with it is said until it is changed. */
import type { Signal } from "@preact/signals";

import { TextField, type TextFieldProps } from "../../parts/Field.tsx";
import type { Problem } from "../../state/drafts.ts";

type Props = Omit<TextFieldProps, "value" | "problem" | "onText"> & { text: Signal<string>; problem: Signal<Problem | null> };

export function EntryField({ text, problem, ...field }: Props) {
  return (
    <TextField
      {...field}
      value={text.value}
      problem={problem.value}
      onText={(next) => {
        text.value = next;
        problem.value = null;
      }}
    />
  );
}
