/** One condition: its kind, and a field for each thing that the kind asks for. */
import type { AnyCondition } from "../../engine/core.ts";
import { IconButton } from "../../parts/Button.tsx";
import { Field, SelectField, TextField } from "../../parts/Field.tsx";
import {
  COMPARISONS,
  CONDITION_KINDS,
  type ConditionField,
  conditionKind,
  readMemberCount,
  readValue,
  type ValueType,
  withField,
  withKind,
  writeMemberCount,
  writeValue,
} from "../../rules/conditions.ts";
import { jsonProblem } from "../../state/json.ts";
import { useTyped } from "./typed.ts";

type OnCondition = (condition: AnyCondition, field?: string) => void;

export function ConditionRow(props: {
  number: number;
  condition: AnyCondition;
  /** The list of properties that fields for them suggest. */
  properties: string;
  onCondition: OnCondition;
  onRemove: () => void;
}) {
  const { number, condition, properties, onCondition, onRemove } = props;
  const kind = conditionKind(condition);
  const options = [
    ...CONDITION_KINDS.map((each) => ({ value: each.kind, label: each.proposal ? `${each.label} (proposal)` : each.label })),
    ...(kind ? [] : [{ value: "", label: "Something else, as JSON" }]),
  ];
  const choose = (name: string) => {
    const next = CONDITION_KINDS.find((each) => each.kind === name);
    if (next) onCondition(withKind(condition, next));
  };
  return (
    <fieldset class="builder-row">
      <legend class="visually-hidden">Condition {number}</legend>
      <div class="builder-kind">
        <SelectField label={number === 1 ? "The event" : "and"} value={kind?.kind ?? ""} options={options} onChoice={choose} />
        <IconButton icon="cross" label={`Remove condition ${number}`} onClick={onRemove} />
      </div>
      {kind ? (
        kind.fields.length > 0 && (
          <div class="builder-fields">
            {kind.fields.map((field) => (
              <ConditionFieldInput
                key={field.name}
                field={field}
                condition={condition}
                properties={properties}
                onCondition={onCondition}
              />
            ))}
          </div>
        )
      ) : (
        <JsonCondition condition={condition} onCondition={onCondition} />
      )}
    </fieldset>
  );
}

interface FieldProps {
  field: ConditionField;
  condition: AnyCondition;
  properties: string;
  onCondition: OnCondition;
}

function ConditionFieldInput(props: FieldProps) {
  const { field, condition, properties, onCondition } = props;
  const content = (condition as { readonly [name: string]: unknown })[field.name];
  switch (field.input) {
    case "member_count":
      return <MemberCount {...props} is={content} />;
    case "value":
      return <Value {...props} content={content} />;
    case "boolean":
      return (
        <SelectField
          label={field.label}
          value={content === false ? "false" : "true"}
          options={[
            { value: "true", label: "Yes" },
            { value: "false", label: "No" },
          ]}
          onChoice={(choice) => onCondition(withField(condition, field.name, choice === "true"))}
        />
      );
    default:
      return (
        <TextField
          label={field.label}
          mono={field.input === "property"}
          placeholder={field.placeholder}
          list={field.input === "property" ? properties : undefined}
          value={typeof content === "string" ? content : content === undefined ? "" : JSON.stringify(content)}
          onText={(text) => onCondition(withField(condition, field.name, field.optional && text === "" ? undefined : text), field.name)}
        />
      );
  }
}

function MemberCount({ field, condition, onCondition, is }: FieldProps & { is: unknown }) {
  const count = readMemberCount(is);
  const write = (text: string, typed?: string) => onCondition(withField(condition, field.name, text), typed);
  const number = useTyped(count?.number ?? "", (text) => {
    if (!/^[0-9]+$/.test(text)) return { message: "a whole number is wanted here" };
    write(writeMemberCount(count?.comparison ?? "==", text), field.name);
    return null;
  });
  if (!count) {
    return (
      <TextField label="Members, such as 2 or >=10" mono value={typeof is === "string" ? is : ""} onText={(text) => write(text, field.name)} />
    );
  }
  return (
    <>
      <SelectField
        label="Members"
        value={count.comparison}
        options={COMPARISONS.map(({ sign, label }) => ({ value: sign, label }))}
        onChoice={(sign) => write(writeMemberCount(sign, count.number))}
      />
      <TextField label="Number" inputMode="numeric" value={number.text} onText={number.onText} problem={number.problem} />
    </>
  );
}

const TYPES: readonly { value: ValueType; label: string }[] = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "boolean", label: "True or false" },
  { value: "null", label: "Null" },
];

const BEGINNINGS: Readonly<Record<ValueType, string>> = { text: "", number: "0", boolean: "true", null: "null" };

function Value({ field, condition, onCondition, content }: FieldProps & { content: unknown }) {
  const read = readValue(content);
  const type = read?.type ?? "text";
  const write = (next: unknown, typed?: string) => onCondition(withField(condition, field.name, next), typed);
  const value = useTyped(read?.text ?? "", (text) => {
    const next = writeValue(type, text);
    if (next === undefined) return { message: "a whole number is wanted here" };
    write(next, field.name);
    return null;
  });
  const change = (next: ValueType) => write(writeValue(next, value.text) ?? writeValue(next, BEGINNINGS[next]));
  return (
    <>
      <SelectField label="Type" value={type} options={TYPES} onChoice={change} />
      {type === "boolean" ? (
        <SelectField
          label={field.label}
          value={read?.text === "false" ? "false" : "true"}
          options={[
            { value: "true", label: "true" },
            { value: "false", label: "false" },
          ]}
          onChoice={(choice) => write(choice === "true")}
        />
      ) : type === "null" ? null : (
        <TextField
          label={field.label}
          inputMode={type === "number" ? "numeric" : "text"}
          value={value.text}
          onText={value.onText}
          problem={value.problem}
        />
      )}
    </>
  );
}

/** A condition of a kind that there is no form for. */
function JsonCondition({ condition, onCondition }: { condition: AnyCondition; onCondition: OnCondition }) {
  const json = useTyped(JSON.stringify(condition), (text) => {
    let next: unknown;
    try {
      next = JSON.parse(text);
    } catch {
      return jsonProblem(text);
    }
    onCondition(next as AnyCondition, "json");
    return null;
  });
  return (
    <Field label="JSON" problem={json.problem}>
      {(ties) => (
        <textarea
          {...ties}
          class="input mono"
          rows={3}
          spellcheck={false}
          value={json.text}
          onChange={(event) => json.onText(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
