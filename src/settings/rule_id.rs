//! Ids for new rules.

use crate::{kind::RuleKind, ruleset::Ruleset};

/// An id for a new rule: the wanted one if the API allows it and no rule has it, else one like it.
///
/// Ids may not start with a dot nor contain `/` or `\` (R11), but keywords may (`.net`, `and/or`). An
/// id that is taken belongs to a rule for something else, which must not be overwritten.
pub(super) fn free_rule_id(rules: &Ruleset, kind: RuleKind, wanted: &str) -> String {
    let legal = |c| if matches!(c, '/' | '\\') { '_' } else { c };
    let mut legal: String = wanted.chars().map(legal).collect();
    if legal.starts_with('.') {
        legal.replace_range(..1, "_");
    }
    let is_taken = |id: &String| rules.rule(kind, id).is_some();
    let others = (2..).map(|number: u64| format!("{legal}_{number}"));
    std::iter::once(legal.clone()).chain(others).find(|id| !is_taken(id)).unwrap_or(legal)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::free_rule_id;
    use crate::{RuleKind, Ruleset};

    #[test]
    fn legal_and_free() {
        let taken = json!({"content": [{"rule_id": "_net"}, {"rule_id": "rust"}, {"rule_id": "rust_2"}]});
        let rules = Ruleset::from_value(taken).unwrap();
        for (wanted, id) in [
            ("rocket", "rocket"),
            ("a.b", "a.b"),
            (".net", "_net_2"),
            ("and/or", "and_or"),
            (r"C:\", "C:_"),
            ("rust", "rust_3"),
            (".", "_"),
            ("été", "été"),
        ] {
            assert_eq!(free_rule_id(&rules, RuleKind::Content, wanted), id);
        }
    }
}
