/** A word that notifies wherever it is written. Several may follow each other. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { announce } from "../../../parts/Announcer.tsx";
import { Button } from "../../../parts/Button.tsx";
import { edit } from "../../../rules/edit.ts";
import { doc } from "../../../state/document.ts";
import type { Problem } from "../../../state/drafts.ts";
import { EntryField } from "../EntryField.tsx";
import { setOpen } from "../view.ts";

export function KeywordForm() {
  const form = useRef<HTMLFormElement>(null);
  const text = useSignal("");
  const problem = useSignal<Problem | null>(null);
  const add = async (event: Event) => {
    event.preventDefault();
    const keyword = text.value.trim();
    problem.value = await addKeyword(keyword);
    if (problem.value === null) text.value = "";
    form.current?.querySelector("input")?.focus();
  };
  return (
    <form class="add-line" ref={form} onSubmit={add}>
      <EntryField
        label="Keyword"
        hint="Found as a whole word, in upper or lower case. * stands for any characters."
        text={text}
        problem={problem}
      />
      <Button look="main" type="submit">
        Add
      </Button>
    </form>
  );
}

/** Adds a keyword with a sound and a highlight, as clients do; answers what is in the way. */
export async function addKeyword(keyword: string): Promise<Problem | null> {
  const before = doc.peek().rules;
  const fault = await edit(`Add the keyword ${keyword}`, (engine, rules) => engine.addKeyword(rules, keyword));
  if (fault) return fault;
  if (doc.peek().rules === before) return { message: `“${keyword}” is a keyword already` };
  setOpen("content", true);
  announce(`Added the keyword ${keyword}`);
  return null;
}
