/** Undo and redo: buttons, and the keys that everybody knows. */
import { useEffect } from "preact/hooks";

import { announce } from "./parts/Announcer.tsx";
import { IconButton } from "./parts/Button.tsx";
import { canRedo, canUndo, redo, undo } from "./state/document.ts";

export function UndoButtons() {
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <IconButton
        icon="undo"
        label={canUndo.value ? `Undo: ${canUndo.value}` : "Undo"}
        disabled={canUndo.value === null}
        onClick={takeBack}
      />
      <IconButton
        icon="redo"
        label={canRedo.value ? `Redo: ${canRedo.value}` : "Redo"}
        disabled={canRedo.value === null}
        onClick={doAgain}
      />
    </>
  );
}

function takeBack(): void {
  const label = canUndo.peek();
  if (label === null) return;
  undo();
  announce(`Undone: ${label}`);
}

function doAgain(): void {
  const label = canRedo.peek();
  if (label === null) return;
  redo();
  announce(`Redone: ${label}`);
}

/**
 * In fields too: what is typed there is a change of the document, and its history is the page's. What is typed in dialogs
 * and searched for is none.
 */
function onKey(event: KeyboardEvent): void {
  if (event.target instanceof Element && event.target.closest("dialog, [type=search], [data-own-undo]")) return;
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
  const key = event.key.toLowerCase();
  if (key === "z") (event.shiftKey ? doAgain : takeBack)();
  else if (key === "y" && !event.shiftKey) doAgain();
  else return;
  event.preventDefault();
}
