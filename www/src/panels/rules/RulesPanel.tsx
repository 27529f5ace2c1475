/** The rules: as a list, as simple settings, and as JSON. All three show one document. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { Panel } from "../../parts/Panel.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { watchRemarks } from "../../rules/remarks.ts";
import { rulesView } from "../../state/document.ts";
import { drafts } from "../../state/drafts.ts";
import "./rules.css";
import { RuleList } from "./RuleList.tsx";
import { RulesJson } from "./RulesJson.tsx";
import { SimpleSettings } from "./settings/SimpleSettings.tsx";
import { UnfinishedJson } from "./UnfinishedJson.tsx";

const TABS = [
  { value: "settings", label: "Simple" },
  { value: "list", label: "List" },
  { value: "json", label: "JSON" },
] as const;

export function RulesPanel() {
  // The engine's edits and remarks are loaded when somebody turns to the rules, and not before.
  const wanted = useSignal(false);
  const want = () => (wanted.value = true);
  useEffect(() => {
    if (wanted.value) return watchRemarks();
    return undefined;
  }, [wanted.value]);
  const view = rulesView.value;
  return (
    <Tabs label="How the rules are shown" tabs={TABS} value={view} onChoice={(next) => (rulesView.value = next)}>
      {(row, opened) => (
        <Panel title="Rules" at="rules" tools={row}>
          <div {...opened} class="rules-view" onPointerEnter={want} onFocusCapture={want}>
            {view !== "json" && drafts.rules.value?.problem && <UnfinishedJson problem={drafts.rules.value.problem} />}
            {view === "list" ? <RuleList /> : view === "settings" ? <SimpleSettings /> : <RulesJson />}
          </div>
        </Panel>
      )}
    </Tabs>
  );
}
