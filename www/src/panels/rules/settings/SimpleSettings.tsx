/** The settings page that clients have, over the same rules. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import type { DefaultRoomMode, GlobalRules } from "../../../engine/core.ts";
import { type Fault, faultOf } from "../../../engine/fault.ts";
import type { Full } from "../../../engine/full.ts";
import { Problem } from "../../../parts/Problem.tsx";
import { Switch } from "../../../parts/Switch.tsx";
import { edit, prepareEdits } from "../../../rules/edit.ts";
import { lists } from "../../../rules/lists.ts";
import { readSettings, type Settings, setDefault, setNotifies, setSwitch } from "../../../rules/settings.ts";
import { doc } from "../../../state/document.ts";
import { Choice } from "../Choice.tsx";
import { Keywords } from "./Keywords.tsx";
import { Mismatches } from "./Mismatches.tsx";
import { Rooms } from "./Rooms.tsx";

const DEFAULT_MODES: readonly { value: DefaultRoomMode; label: string }[] = [
  { value: "all_messages", label: "All messages" },
  { value: "mentions_and_keywords", label: "Mentions and keywords" },
];

export function SimpleSettings() {
  const engine = useSignal<Full | null>(null);
  useEffect(() => {
    void prepareEdits().then((full) => (engine.value = full));
  }, []);
  const fault = useSignal<Fault | null>(null);
  const settings = useComputed<Settings | Fault | null>(() => {
    // Of the document, the rules alone count: typing a message asks nothing of the settings.
    for (const list of Object.values(lists)) list.value;
    try {
      return engine.value && readSettings(engine.value, doc.peek().rules);
    } catch (thrown) {
      return faultOf(thrown);
    }
  });
  const change = async (label: string, how: (engine: Full, rules: GlobalRules) => GlobalRules) => {
    fault.value = await edit(label, how);
  };

  const read = settings.value;
  if (read === null) return null;
  if ("code" in read) return <Problem problem={read} />;
  return (
    <div class="settings">
      {read.notifies !== null && (
        <Switch
          on={read.notifies}
          onToggle={(on) => change(on ? "Let this account notify" : "Silence this account", (full, rules) => setNotifies(full, rules, on))}
        >
          <strong>Notifications for this account</strong>
        </Switch>
      )}
      {fault.value && <Problem problem={fault.value} />}
      <section class="settings-part" aria-label="Defaults">
        {read.defaults.map(({ oneToOne, mode }) => (
          <div key={String(oneToOne)}>
            <Choice
              label={oneToOne ? "In direct chats, notify me about" : "In groups, notify me about"}
              options={DEFAULT_MODES}
              value={mode}
              onChoice={(next) =>
                change(`${oneToOne ? "Direct chats" : "Groups"}: another default`, (full, rules) => setDefault(full, rules, oneToOne, next))
              }
            />
            {mode === null && <p class="field-hint">Encrypted rooms differ from others. A choice sets both.</p>}
          </div>
        ))}
      </section>
      <section class="settings-part" aria-labelledby="settings-switches">
        <h3 id="settings-switches">Also notify me about</h3>
        <ul class="settings-switches">
          {read.switches.map(({ name, on }) => (
            <li key={name}>
              <Switch
                on={on}
                onToggle={(next) => change(`${name}: ${next ? "on" : "off"}`, (full, rules) => setSwitch(full, rules, name, next))}
              >
                {name}
              </Switch>
            </li>
          ))}
        </ul>
      </section>
      <Keywords keywords={read.keywords} />
      <Rooms rooms={read.rooms} />
      {read.mismatches.length > 0 && <Mismatches mismatches={read.mismatches} />}
    </div>
  );
}
