/** The rules in the order in which they are tried, and what became of each. */
import "./why.css";

import { useState } from "preact/hooks";

import { explained } from "../../engine/answer.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { type Document, selected } from "../../state/document.ts";
import { nearMisses } from "../../words/near.ts";
import { RuleRow } from "./RuleRow.tsx";
import { type Segment, segments, type Tried } from "./segments.ts";

export function WhyPanel() {
  const { document, explanation } = explained.value ?? {};
  if (!document || !explanation) return null;
  const { rules } = explanation;
  const open = selected.value;
  const notable = new Set(nearMisses.value);
  for (const rule of rules) {
    if (open && rule.kind === open.kind && rule.rule_id === open.rule_id) notable.add(rule);
  }
  return (
    <Panel title="Why" at="why" tools={<span class="field-hint">Rules, in the order they are tried</span>}>
      {rules.length === 0 ? (
        <p class="why-none">There are no rules.</p>
      ) : (
        <ol class="tried-list">
          {segments(rules, notable).map((segment) => (
            <SegmentRow key={keyOf(segment)} segment={segment} document={document} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function SegmentRow({ segment, document }: { segment: Segment; document: Document }) {
  if (segment.kind === "rule") return <RuleRow tried={segment.tried} document={document} />;
  return <Fold tried={segment.tried} status={segment.status} document={document} />;
}

function Fold(props: { tried: readonly Tried[]; status: "not_matched" | "not_reached"; document: Document }) {
  const { tried, status, document } = props;
  const [open, setOpen] = useState(false);
  const what = status === "not_matched" ? "do not match" : "come too late, and would not match";
  return (
    <li class="fold">
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span class="tried-state">
            <Icon name="chevron" />
          </span>
          {tried.length} rules {what}
        </summary>
        {open && (
          <ol class="tried-list">
            {tried.map((one) => (
              <RuleRow key={keyOfTried(one)} tried={one} document={document} />
            ))}
          </ol>
        )}
      </details>
    </li>
  );
}

function keyOf(segment: Segment): string {
  if (segment.kind === "rule") return keyOfTried(segment.tried);
  return `fold ${segment.status} ${segment.tried[0]?.index}`;
}

/** A rule that has got another state is another row: what decides is open. */
function keyOfTried({ rule, index }: Tried): string {
  return `${index} ${rule.kind} ${rule.rule_id} ${rule.status}`;
}
