/** The rules as JSON, with the engine's remarks in place, and the way back to the list. */
import { effect, untracked, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { RuleKind } from "../../engine/core.ts";
import { type Goal, JsonEditor } from "../../editor/JsonEditor.tsx";
import { remarkedNode } from "../../editor/marks.ts";
import { listsIn, namesAt, nodeAt, pointerNames, underlined } from "../../editor/pointer.ts";
import { type JsonNode, positions } from "../../editor/positions.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Prose } from "../../parts/Prose.tsx";
import { type Entry, rulesOf } from "../../rules/lists.ts";
import { remarks, SEVERITY_WORDS } from "../../rules/remarks.ts";
import { KINDS, ruleTitle } from "../../rules/words.ts";
import { doc, selected } from "../../state/document.ts";
import { drafts } from "../../state/drafts.ts";
import { textOf } from "../../state/typing.ts";
import { reveal, showInList } from "./view.ts";

/** A rule that the cursor stands in. */
interface Here {
  readonly kind: RuleKind;
  readonly rule: Entry;
}

export function RulesJson() {
  const cursor = useSignal(0);
  const goTo = useSignal<Goal | null>(null);
  const here = useSignal<Here | null>(null);
  const current = useComputed(() => (remarks.value.rules === doc.value.rules ? remarks.value.list : null));

  useEffect(() => {
    const show = (names: readonly string[], focus: boolean) => {
      const tree = goodTree();
      if (tree) goTo.value = { offset: underlined(nodeAt(listsIn(tree), names)).from, focus };
    };
    // The rule that is open elsewhere is shown, but the focus stays there.
    const stopShowing = effect(() => {
      const opened = selected.value;
      if (opened && reveal.peek() === null) untracked(() => show(namesOf(opened.kind, opened.rule_id), false));
    });
    const stopRevealing = effect(() => {
      const names = reveal.value;
      if (names === null) return;
      untracked(() => show(names, true));
      reveal.value = null;
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopFollowing = effect(() => {
      cursor.value;
      doc.value;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const tree = goodTree();
        here.value = tree && ruleAt(namesAt(listsIn(tree), cursor.peek()));
      }, PAUSE);
    });
    return () => {
      stopShowing();
      stopRevealing();
      stopFollowing();
      clearTimeout(timer);
    };
  }, []);

  const title = here.value && ruleTitle(here.value.kind, here.value.rule ?? {});
  const ruleId = here.value?.rule?.rule_id;
  return (
    <>
      <div class="json-here">
        <p>
          {title && here.value ? (
            <>
              <bdi class="json-rule">{title.text}</bdi> <code>{here.value.kind}</code>
            </>
          ) : (
            <span class="field-hint">No rule at the cursor</span>
          )}
        </p>
        <Button
          icon="list"
          disabled={!here.value || typeof ruleId !== "string"}
          onClick={() => here.value && typeof ruleId === "string" && showInList(here.value.kind, ruleId)}
        >
          Show in the list
        </Button>
      </div>
      <JsonEditor part="rules" label="Rules as JSON" remarks={current} goTo={goTo} cursor={cursor} />
      <RemarkList />
    </>
  );
}

/** How long after a keystroke it is looked for where the cursor is. */
const PAUSE = 120;

/** Where everything in the text stands; nothing while it is broken. */
function goodTree(): JsonNode | null {
  return drafts.rules.peek()?.problem ? null : positions(textOf("rules"));
}

/** The latest remarks, each with the line where it was made, and a way there. */
function RemarkList() {
  const list = useComputed(() => {
    const latest = remarks.value.list;
    return untracked(() => {
      const tree = goodTree();
      const text = textOf("rules");
      const line = (path: string) => tree && text.slice(0, underlined(remarkedNode(tree, path)).from).split("\n").length;
      return latest.map((remark) => ({ remark, line: line(remark.path) }));
    });
  });
  if (list.value.length === 0) return null;
  return (
    <details class="json-remarks">
      <summary>
        {list.value.length} {list.value.length === 1 ? "remark" : "remarks"}
      </summary>
      <ul class="remarks">
        {list.value.map(({ remark: { code, severity, path, message, help }, line }) => (
          <li key={`${code} ${path} ${message}`} class={`remark remark-${severity}`}>
            <Icon name={severity === "info" ? "info" : "warning"} />
            <div>
              <button type="button" class="remark-place" onClick={() => (reveal.value = pointerNames(path).slice(1))}>
                {line === null ? "There" : `Line ${line}`}
              </button>{" "}
              <strong>{SEVERITY_WORDS[severity]}:</strong> <Prose text={message} />
              {help && (
                <p class="remark-help">
                  <Prose text={help} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The rule that names lead into. */
function ruleAt([kind, index]: readonly string[]): Here | null {
  if (index === undefined || !KINDS.includes(kind as RuleKind)) return null;
  const rule = rulesOf(doc.value.rules, kind as RuleKind)[Number(index)];
  return rule === undefined ? null : { kind: kind as RuleKind, rule };
}

function namesOf(kind: RuleKind, ruleId: string): readonly string[] {
  const index = rulesOf(doc.peek().rules, kind).findIndex((rule) => rule?.rule_id === ruleId);
  return [kind, String(index)];
}
