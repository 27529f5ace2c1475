/** Views of one thing, one at a time. Arrow keys move between them, as in every list of tabs. */
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

export interface Tab<V extends string> {
  readonly value: V;
  readonly label: string;
}

export function Tabs<V extends string>(props: {
  /** What the views are of. */
  label: string;
  tabs: readonly Tab<V>[];
  value: V;
  onChoice: (value: V) => void;
  /** Places the row of tabs and the view that is open. */
  children: (
    row: ComponentChildren,
    view: { id: string; role: "tabpanel"; "aria-labelledby": string },
  ) => ComponentChildren;
}) {
  const { label, tabs, value, onChoice, children } = props;
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const choose = (index: number) => {
    const at = (index + tabs.length) % tabs.length;
    const tab = tabs[at];
    if (!tab) return;
    onChoice(tab.value);
    row.current?.querySelectorAll<HTMLElement>("[role=tab]")[at]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    choose(target);
  };
  return children(
    <div class="tabs" role="tablist" aria-label={label} ref={row} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          class="tab"
          id={`${id}-${tab.value}`}
          aria-selected={tab.value === value}
          aria-controls={tab.value === value ? `${id}-view` : undefined}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChoice(tab.value)}
        >
          {tab.label}
        </button>
      ))}
    </div>,
    { id: `${id}-view`, role: "tabpanel", "aria-labelledby": `${id}-${value}` },
  );
}
