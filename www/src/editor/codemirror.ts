/**
 * CodeMirror, put together for JSON. This module is large; {@link module:editor/JsonEditor} loads it when it is wanted.
 *
 * The editor lives in a shadow root: there its styles are a constructed sheet, which the page's policy allows, and not an
 * inline one, which it refuses. Colours are the page's, for custom properties reach into shadow roots.
 * @module
 */
import { defaultKeymap, history, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Transaction } from "@codemirror/state";
import {
  type Command,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  type KeyBinding,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import type { Mark } from "./marks.ts";
import { LONGEST } from "./size.ts";

export interface EditorHooks {
  /** The person has changed the text. */
  onText: (text: string) => void;
  /** The cursor has moved, or the text under it. */
  onCursor: (offset: number) => void;
  /** What was pasted is too long for the editor, which has refused it. */
  onTooLong: () => void;
  /** Undo and redo when there is nothing left to take back in the editor itself. */
  onUndo: () => void;
  onRedo: () => void;
}

export interface Editor {
  /** Shows another text; what both have in common stays where it is, and the cursor with it. */
  setText: (text: string) => void;
  setMarks: (marks: readonly Mark[]) => void;
  /** Moves the cursor to a place and brings it into sight. */
  goTo: (offset: number) => void;
  focus: () => void;
  destroy: () => void;
}

/** Begins to edit in an element that has nothing in it. */
export function createEditor(host: HTMLElement, label: string, text: string, hooks: EditorHooks): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const past = new Compartment();
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        past.of(history()),
        lineNumbers(),
        foldGutter(),
        codeFolding(),
        lintGutter(),
        drawSelection(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        indentOnInput(),
        bracketMatching(),
        search({ top: true }),
        json(),
        syntaxHighlighting(COLOURS),
        LOOK,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
        keymap.of([
          ours("Mod-z", (view) => take(view, undoDepth, undo, hooks.onUndo)),
          ours("Mod-y", (view) => take(view, redoDepth, redo, hooks.onRedo)),
          ours("Mod-Shift-z", (view) => take(view, redoDepth, redo, hooks.onRedo)),
          ...defaultKeymap,
          ...searchKeymap,
          ...foldKeymap,
          ...lintKeymap,
        ]),
        OVERWRITE,
        EditorState.changeFilter.of((change) => {
          const fits = change.newDoc.length <= LONGEST || change.newDoc.length < change.startState.doc.length;
          if (!fits) hooks.onTooLong();
          return fits;
        }),
        EditorView.updateListener.of((update) => {
          const foreign = update.transactions.some((each) => each.annotation(Transaction.userEvent) === FOREIGN);
          if (update.docChanged && !foreign) hooks.onText(update.state.doc.toString());
          if (update.docChanged || update.selectionSet) hooks.onCursor(update.state.selection.main.head);
        }),
      ],
    }),
  });
  return {
    setText: (next) => {
      const before = view.state.doc.toString();
      if (next === before) return;
      view.dispatch({ changes: difference(before, next), annotations: Transaction.userEvent.of(FOREIGN) });
      // What was typed before is no longer what undo would lead to: the page's own history takes over.
      view.dispatch({ effects: past.reconfigure([]) });
      view.dispatch({ effects: past.reconfigure(history()) });
    },
    setMarks: (marks) => {
      const { length } = view.state.doc;
      const diagnostics = marks.map(
        ({ from, to, severity, message }): Diagnostic => ({
          from: Math.min(from, length),
          to: Math.min(to, length),
          severity,
          message,
        }),
      );
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    goTo: (offset) => {
      const at = Math.min(offset, view.state.doc.length);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

/** Marks changes that come from the document, and not from the person. */
const FOREIGN = "document";

/** A key that the page, which has the same one, is not to hear of. */
function ours(key: string, run: Command): KeyBinding {
  return { key, run, preventDefault: true, stopPropagation: true };
}

function take(view: EditorView, depth: typeof undoDepth, command: typeof undo, otherwise: () => void): boolean {
  if (depth(view.state) > 0) return command(view);
  otherwise();
  return true;
}

/**
 * Typing over a selection. Left to itself, Chromium gives the new text the looks of the old one by a style attribute, which
 * the page's policy refuses.
 */
const OVERWRITE = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    if (event.inputType !== "insertText" || event.data === null || view.state.selection.main.empty) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

/** The one stretch in which two texts differ. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent-strong)" },
  { tag: [tags.number, tags.bool, tags.null], fontWeight: "600" },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: "var(--quiet)" },
]);

const LOOK = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--surface)", color: "var(--text)", fontSize: "var(--small)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overscrollBehavior: "contain" },
  ".cm-content": { caretColor: "var(--accent)", paddingBlock: "var(--s2)" },
  ".cm-cursor": { borderLeft: "2px solid var(--accent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--sunken) 60%, transparent)" },
  ".cm-selectionMatch": { backgroundColor: "var(--accent-soft)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent-line)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--quiet)", border: "0" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  ".cm-foldPlaceholder": { border: "0", backgroundColor: "var(--sunken)", color: "var(--quiet)" },
  // An underline is drawn by the text itself: a picture would be refused by the page's policy.
  ".cm-lintRange": { backgroundImage: "none", textDecorationLine: "underline", textDecorationThickness: "2px", textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { textDecorationStyle: "wavy", textDecorationColor: "var(--fault)" },
  ".cm-lintRange-warning": { textDecorationStyle: "wavy", textDecorationColor: "var(--fault)" },
  ".cm-lintRange-info": { textDecorationStyle: "dotted", textDecorationColor: "var(--quiet)" },
  ".cm-lintRange-active": { backgroundColor: "var(--fault-soft)" },
  ".cm-gutter-lint": { width: "1.1em" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-lint-marker": { width: "1em", height: "1.6em" },
  ".cm-lint-marker-error, .cm-lint-marker-warning, .cm-lint-marker-info": { content: "none" },
  ".cm-lint-marker::before": { fontWeight: "700", color: "var(--fault)" },
  ".cm-lint-marker-error::before": { content: '"✕"' },
  ".cm-lint-marker-warning::before": { content: '"!"' },
  ".cm-lint-marker-info::before": { content: '"i"', color: "var(--quiet)" },
  ".cm-tooltip": {
    maxWidth: "24rem",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--round)",
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    boxShadow: "var(--lift)",
    fontFamily: "var(--sans)",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "var(--s2) var(--s3)", borderLeftWidth: "3px", whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
  ".cm-diagnostic-error, .cm-diagnostic-warning": { borderLeftColor: "var(--fault)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--line-strong)" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--text)", borderColor: "var(--line)" },
  ".cm-panel input, .cm-panel button": {
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--round)",
    background: "var(--surface)",
    color: "var(--text)",
    fontFamily: "var(--sans)",
  },
});
