/**
 * The project's data-driven cases (`tests/cases/*.json`), run through the package. Node and browsers load this very
 * module; it knows neither.
 */

/**
 * Runs one case every way in which the package can be asked, and returns what is wrong with the answers.
 * @param {any} pkg what the package exports
 * @param {any} testCase
 * @returns {string[]}
 */
export function failuresOf(pkg, testCase) {
  const { event, context } = testCase;
  const rules = rulesOf(pkg, testCase);
  const ruleset = new pkg.Ruleset(rules, testCase.options);
  const failures = [];
  const check = (what, actual, expected) => {
    const [is, wanted] = [canonical(actual), canonical(expected)];
    if (is !== wanted) failures.push(`${what}: ${is} instead of ${wanted}`);
  };
  try {
    if (testCase.diagnostics !== undefined) {
      check("diagnostics", ruleset.diagnostics.map(({ code }) => code), testCase.diagnostics);
    }
    check("round trip", ruleset.toJSON(), rules);
    if (event === undefined) return failures;

    const evaluation = ruleset.evaluate(event, context);
    check("from JSON text", ruleset.evaluate(JSON.stringify(event), context), evaluation);
    check("from a batch", ruleset.evaluateAll([event], context), [evaluation]);
    check("at once", pkg.evaluate(event, rules, context, testCase.options), evaluation);

    if (testCase.matches !== undefined) check("matches", evaluation.rule !== null, testCase.matches);
    for (const [field, expected] of Object.entries(testCase.expect ?? {})) check(field, evaluation[field], expected);
  } finally {
    ruleset.free();
  }
  return failures;
}

/** Whether a case says anything that could turn out wrong. */
export function assertsSomething({ matches, expect, diagnostics }) {
  return matches !== undefined || diagnostics !== undefined || Object.keys(expect ?? {}).length > 0;
}

function rulesOf(pkg, { rules, condition, context }) {
  if (condition !== undefined) {
    const rule = { rule_id: "case", default: false, enabled: true, conditions: [condition], actions: ["notify"] };
    return { override: [rule] };
  }
  if (rules?.default === undefined) return rules;
  const options = typeof rules.default === "string" ? { version: rules.default } : rules.default;
  const ruleset = pkg.defaultRules(context.user_id, options);
  for (const [kind, added] of Object.entries(rules.add ?? {})) ruleset[kind] = [...added, ...(ruleset[kind] ?? [])];
  return ruleset;
}

/** JSON text in which the order of properties does not matter. */
function canonical(value) {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
