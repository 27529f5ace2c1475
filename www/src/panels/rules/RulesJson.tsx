/** The rules as JSON, with the engine's remarks in place, and the way back to the list. */
import { effect, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { Diagnostic, RuleKind } from "../../engine/core.ts";
import { JsonEditor } from "../../editor/JsonEditor.tsx";
import { remarkedNode } from "../../editor/marks.ts";
import { listsIn, namesAt, nodeAt, pointerNames, underlined } from "../../editor/pointer.ts";
import { type JsonNode, positions } from "../../editor/positions.ts";
import { Button } from "../../parts/Button.tsx";
import { Icon } from "../../parts/Icon.tsx";
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
  const goTo = useSignal<number | null>(null);
  /** Where everything stands; unknown while the text is broken. */
  const tree = useComputed(() => (drafts.rules.value?.problem ? null : positions(textOf("rules"))));
  const current = useComputed(() => (remarks.value.rules === doc.value.rules ? remarks.value.list : []));
  const here = useComputed(() => (tree.value ? ruleAt(namesAt(listsIn(tree.value), cursor.value)) : null));

  useEffect(() => {
    const opened = selected.peek();
    if (reveal.peek() === null && opened) reveal.value = namesOf(opened.kind, opened.rule_id);
    return effect(() => {
      const target = reveal.value;
      if (target === null || tree.value === null) return;
      reveal.value = null;
      goTo.value = underlined(nodeAt(listsIn(tree.value), target)).from;
    });
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
      {current.value.length > 0 && tree.value && (
        <RemarkList
          remarks={current.value}
          tree={tree.value}
          onChoice={(path) => (reveal.value = pointerNames(path).slice(1))}
        />
      )}
    </>
  );
}

/** All remarks, each a way to its place. */
function RemarkList(props: {
  remarks: readonly Diagnostic[];
  tree: JsonNode;
  onChoice: (path: string) => void;
}) {
  const { remarks, tree, onChoice } = props;
  const text = textOf("rules");
  const line = (path: string) => text.slice(0, underlined(remarkedNode(tree, path)).from).split("\n").length;
  return (
    <details class="json-remarks">
      <summary>
        {remarks.length} {remarks.length === 1 ? "remark" : "remarks"}
      </summary>
      <ul class="remarks">
        {remarks.map(({ code, severity, path, message, help }) => (
          <li key={`${code} ${path} ${message}`} class={`remark remark-${severity}`}>
            <Icon name={severity === "info" ? "info" : "warning"} />
            <div>
              <button type="button" class="remark-place" onClick={() => onChoice(path)}>
                Line {line(path)}
              </button>{" "}
              <strong>{SEVERITY_WORDS[severity]}:</strong> <bdi>{message}</bdi>
              {help && (
                <p class="remark-help">
                  <bdi>{help}</bdi>
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
