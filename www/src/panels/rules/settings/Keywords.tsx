/** Words that notify: those that do, each with a way to be rid of it, and a field for the next. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";

import type { Keyword } from "../../../engine/core.ts";
import type { Fault } from "../../../engine/fault.ts";
import { announce } from "../../../parts/Announcer.tsx";
import { Icon } from "../../../parts/Icon.tsx";
import { Problem } from "../../../parts/Problem.tsx";
import { edit } from "../../../rules/edit.ts";
import { KeywordForm } from "../add/KeywordForm.tsx";
import { focusSoon } from "../view.ts";

export function Keywords({ keywords }: { keywords: readonly Keyword[] }) {
  const list = useRef<HTMLElement>(null);
  const fault = useSignal<Fault | null>(null);
  const remove = async (keyword: string, index: number) => {
    fault.value = await edit(`Remove the keyword ${keyword}`, (engine, rules) => engine.removeKeyword(rules, keyword));
    if (fault.value) return;
    announce(`Removed the keyword ${keyword}`);
    focusSoon(() => {
      const buttons = list.current?.querySelectorAll<HTMLElement>(".settings-keyword button") ?? [];
      return buttons[Math.min(index, buttons.length - 1)] ?? list.current?.querySelector("input");
    });
  };
  return (
    <section class="settings-part" aria-labelledby="settings-keywords" ref={list}>
      <h3 id="settings-keywords">Keywords</h3>
      {keywords.length > 0 && (
        <ul class="settings-keywords">
          {keywords.map(({ keyword, rule_id }, index) => (
            <li key={rule_id} class="chip settings-keyword">
              <bdi>{keyword}</bdi>
              <button type="button" aria-label={`Remove ${keyword}`} title="Remove" onClick={() => remove(keyword, index)}>
                <Icon name="cross" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {fault.value && <Problem problem={fault.value} />}
      <KeywordForm />
    </section>
  );
}
