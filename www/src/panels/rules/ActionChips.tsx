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
  readonly words: readonly [on: (state: ActionState) => string, off: string];
  readonly read: (state: ActionState) => boolean;
  readonly write: (actions: unknown, on: boolean) => AnyAction[];
}

const KINDS: readonly Kind[] = [
  {
    name: "Notify",
    icons: ["bell", "bell-off"],
    words: [() => "Notifies", "Stays silent"],
    read: ({ notify }) => notify,
    write: withNotify,
  },
  {
    name: "Sound",
    icons: ["sound", "sound-off"],
    words: [({ sound }) => (sound === "default" ? "Sound" : `Sound “${sound}”`), "No sound"],
    read: ({ sound }) => sound !== null,
    write: (actions, on) => withSound(actions, on ? "default" : null),
  },
  {
    name: "Highlight",
    icons: ["star", "star"],
    words: [() => "Highlight", "No highlight"],
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
      {KINDS.map(({ name, icons, words, read, write }) => {
        const on = read(state);
        const [word, otherwise] = words;
        return (
          <button
            key={name}
            type="button"
            class={on ? "chip chip-on" : "chip"}
            aria-pressed={on}
            aria-label={name}
            data-chip={name}
            title={on ? word(state) : otherwise}
            disabled={disabled}
            onClick={() => onActions(write(actions, !on))}
          >
            <Icon name={icons[on ? 0 : 1]} />
            {!short && (on ? word(state) : otherwise)}
          </button>
        );
      })}
    </span>
  );
}
