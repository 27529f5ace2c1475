/**
 * An editor for the JSON of the rules, the event or the context.
 *
 * It begins as a plain text field, which works at once, and becomes a real editor as soon as that is loaded. If it cannot
 * be loaded the field stays, and works.
 */
import { effect, signal, type Signal, untracked } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";

import type { Diagnostic } from "../engine/core.ts";
import { Problem } from "../parts/Problem.tsx";
import { toast } from "../parts/Toast.tsx";
import { redo, undo } from "../state/document.ts";
import { drafts, type Part } from "../state/drafts.ts";
import { textOf, type } from "../state/typing.ts";
import type { Editor } from "./codemirror.ts";
import "./editor.css";
import { problemMarks, remarkMarks } from "./marks.ts";
import { LONGEST } from "./size.ts";

type CodeMirror = typeof import("./codemirror.ts");

const codeMirror = signal<CodeMirror | null>(null);

/** A place for the cursor. */
export interface Goal {
  readonly offset: number;
  readonly focus: boolean;
}

export interface JsonEditorProps {
  part: Part;
  label: string;
  /** What there is to say about the document's value; `null` while that is not known. */
  remarks?: Signal<readonly Diagnostic[] | null>;
  /** Where the cursor is to go next; taken back when it is there. */
  goTo?: Signal<Goal | null>;
  /** Follows the cursor. */
  cursor?: Signal<number>;
}

export function JsonEditor(props: JsonEditorProps) {
  const { part, label } = props;
  const id = useId();
  useEffect(() => {
    if (codeMirror.peek() === null) import("./codemirror.ts").then((module) => (codeMirror.value = module), () => {});
  }, []);
  const problem = drafts[part].value?.problem ?? null;
  const { length } = textOf(part);
  if (length > LONGEST) {
    return <p class="field-hint">This is too long to be edited as JSON: {Math.round(length / 1e5) / 10} million characters.</p>;
  }
  return (
    <div class={`field editor editor-${part}`}>
      {codeMirror.value ? (
        <>
          <span class="field-label">{label}</span>
          <CodeEditor {...props} codeMirror={codeMirror.value} />
        </>
      ) : (
        <>
          <label class="field-label" for={id}>
            {label}
          </label>
          <PlainEditor {...props} id={id} />
        </>
      )}
      <div role="status">{problem && <Problem problem={problem} id={`${id}-problem`} />}</div>
    </div>
  );
}

function PlainEditor({ part, id, goTo, cursor }: JsonEditorProps & { id: string }) {
  const element = useRef<HTMLTextAreaElement>(null);
  useEffect(
    () =>
      effect(() => {
        const goal = goTo?.value ?? null;
        if (goal === null) return;
        if (goal.focus) element.current?.focus();
        element.current?.setSelectionRange(goal.offset, goal.offset);
      }),
    [goTo],
  );
  const problem = drafts[part].value?.problem ?? null;
  return (
    <textarea
      ref={element}
      id={id}
      class="input input-json"
      spellcheck={false}
      autocapitalize="off"
      autocomplete="off"
      aria-invalid={problem !== null}
      aria-describedby={problem ? `${id}-problem` : undefined}
      value={textOf(part)}
      onInput={(event) => type(part, event.currentTarget.value)}
      onSelect={(event) => {
        if (cursor) cursor.value = event.currentTarget.selectionStart;
      }}
    />
  );
}

function CodeEditor({ part, label, remarks, goTo, cursor, codeMirror }: JsonEditorProps & { codeMirror: CodeMirror }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    const editor: Editor = codeMirror.createEditor(host.current, label, textOf(part), {
      onText: (text) => type(part, text),
      onCursor: (offset) => {
        if (cursor) cursor.value = offset;
      },
      onTooLong: () => toast("That is too long to be edited here. Bring it in with Import."),
      onUndo: undo,
      onRedo: redo,
    });
    let broken = false;
    const stops = [
      effect(() => editor.setText(textOf(part))),
      effect(() => {
        const problem = drafts[part].value?.problem ?? null;
        const list = remarks ? remarks.value : [];
        const text = untracked(() => textOf(part));
        // Until there are new remarks the old ones stay, and move with the text.
        if (problem) editor.setMarks(problemMarks(text, problem));
        else if (list) editor.setMarks(remarkMarks(text, list));
        else if (broken) editor.setMarks([]);
        broken = problem !== null;
      }),
      effect(() => {
        const goal = goTo?.value ?? null;
        if (goTo === undefined || goal === null) return;
        editor.goTo(goal.offset);
        if (goal.focus) editor.focus();
        goTo.value = null;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      editor.destroy();
    };
  }, [codeMirror, part, label]);
  return <div class="editor-host" ref={host} data-editor={part} />;
}
