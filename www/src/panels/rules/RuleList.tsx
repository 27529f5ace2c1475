/** All rules by kind, in the order in which they are looked at. */
import { useSignal } from "@preact/signals";

import { TextField } from "../../parts/Field.tsx";
import { lists } from "../../rules/lists.ts";
import { KINDS } from "../../rules/words.ts";
import { AddRule } from "./add/AddRule.tsx";
import { KindSection } from "./KindSection.tsx";

/** From how many rules on there is a field to find one. */
const MANY = 25;

export function RuleList() {
  const wanted = useSignal("");
  const total = KINDS.reduce((sum, kind) => sum + lists[kind].value.length, 0);
  return (
    <>
      <AddRule />
      {total > MANY && (
        <TextField
          label={`Find one of ${total} rules`}
          type="search"
          value={wanted.value}
          onText={(text) => (wanted.value = text)}
        />
      )}
      {KINDS.map((kind) => (
        <KindSection key={kind} kind={kind} wanted={total > MANY ? wanted.value : ""} />
      ))}
    </>
  );
}
