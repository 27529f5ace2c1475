/** What a rule does when it matches, as three chips that can be pressed. */
import type { RuleKind } from "../../engine/core.ts";
import type { Fault } from "../../engine/fault.ts";
import { Icon, type IconName } from "../../parts/Icon.tsx";
import { type ActionState, readActions, withHighlight, withNotify, withSound } from "../../rules/actions.ts";
import type { AnyAction } from "../../engine/core.ts";
import type { Entry } from "../../rules/lists.ts";
import { setActions } from "./changes.ts";

/** The chips of a rule in the document. */
export function ActionChips(props: {
  kind: RuleKind;
  rule: Entry;
  /** Icons alone, where there is no room for words. */
  short?: boolean;
  disabled?: boolean;
  show: (result: Promise<Fault | null>) => void;
}) {
  const { kind, rule, show, ...rest } = props;
  return <Chips {...rest} actions={rule.actions} onActions={(actions) => show(setActions(kind, rule, actions))} />;
}

interface Kind {
  readonly name: string;
  readonly icons: readonly [on: IconName, off: IconName];
  readonly says: readonly [on: string, off: string];
  readonly read: (state: ActionState) => boolean;
  readonly write: (actions: unknown, on: boolean) => AnyAction[];
}

const KINDS: readonly Kind[] = [
  {
    name: "Notify",
    icons: ["bell", "bell-off"],
    says: ["Notifies", "Stays silent"],
    read: ({ notify }) => notify,
    write: withNotify,
  },
  {
    name: "Sound",
    icons: ["sound", "sound-off"],
    says: ["With a sound", "Without a sound"],
    read: ({ sound }) => sound !== null,
    write: (actions, on) => withSound(actions, on ? "default" : null),
  },
  {
    name: "Highlight",
    icons: ["star", "star"],
    says: ["Highlighted", "Not highlighted"],
    read: ({ highlight }) => highlight,
    write: withHighlight,
  },
];

/** Chips over any list of actions. */
export function Chips(props: {
  actions: unknown;
  short?: boolean;
  disabled?: boolean;
  onActions: (actions: AnyAction[]) => void;
}) {
  const { actions, short = false, disabled = false, onActions } = props;
  const state = readActions(actions);
  return (
    <span class={short ? "action-chips action-chips-short" : "action-chips"} role="group" aria-label="What it does">
      {KINDS.map(({ name, icons, says, read, write }) => {
        const on = read(state);
        return (
          <button
            key={name}
            type="button"
            class={on ? "chip chip-on" : "chip"}
            aria-pressed={on}
            aria-label={name}
            data-chip={name}
            title={says[on ? 0 : 1]}
            disabled={disabled}
            onClick={() => onActions(write(actions, !on))}
          >
            <Icon name={icons[on ? 0 : 1]} />
            {!short && name}
          </button>
        );
      })}
    </span>
  );
}
