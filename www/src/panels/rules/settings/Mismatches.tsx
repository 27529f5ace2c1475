/** What the rules say beyond these settings, each with a way to the rule. */
import type { SettingsMismatch } from "../../../engine/core.ts";
import { Icon } from "../../../parts/Icon.tsx";
import { Prose } from "../../../parts/Prose.tsx";
import { ruleNamed } from "../../../rules/lists.ts";
import { ruleTitle } from "../../../rules/words.ts";
import { doc } from "../../../state/document.ts";
import { showInList } from "../view.ts";

export function Mismatches({ mismatches }: { mismatches: readonly SettingsMismatch[] }) {
  const { rules } = doc.peek();
  return (
    <section class="settings-part" aria-labelledby="settings-mismatches">
      <h3 id="settings-mismatches">The rules say more than this page can</h3>
      <ul class="remarks">
        {mismatches.map(({ kind, rule_id, code, message }) => (
          <li key={`${kind} ${rule_id} ${code}`} class="remark remark-info">
            <Icon name="info" />
            <div>
              {rule_id !== null && (
                <>
                  <button type="button" class="remark-place" onClick={() => showInList(kind, rule_id)}>
                    <bdi>{ruleTitle(kind, ruleNamed(rules, kind, rule_id) ?? { rule_id }).text}</bdi>
                  </button>
                  :{" "}
                </>
              )}
              <Prose text={message} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
