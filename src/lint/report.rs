//! What the checks share: the rule under the glass, and where remarks go.

use serde_json::Value;

use super::{Lint, LintOptions, options::Implementation};
use crate::{
    condition::{self, Condition},
    diagnostic::{Diagnostic, pointer},
    kind::RuleKind,
    ruleset::{Rule, Ruleset},
};

/// One rule with its conditions read.
pub(super) struct Subject<'a> {
    pub(super) rule: Rule<'a>,
    /// The conditions of a kind that has conditions (R9).
    pub(super) conditions: Vec<Given<'a>>,
    /// Whether a server predefined the rule: it says so or its id does (R7). People cannot change
    /// the conditions of such a rule (R91), so advice on style would be lost on them.
    pub(super) predefined: bool,
}

/// One condition as it stands in a rule.
pub(super) struct Given<'a> {
    /// JSON pointer within the rule.
    pub(super) at: String,
    pub(super) value: &'a Value,
    pub(super) meaning: Condition,
}

impl<'a> Subject<'a> {
    pub(super) fn of(rule: Rule<'a>) -> Self {
        let conditions = rule.conditions().filter(|_| rule.kind().has_conditions()).unwrap_or_default();
        let given = |(position, value): (usize, &'a Value)| Given {
            at: pointer("/conditions", &position.to_string()),
            value,
            meaning: condition::parse(value),
        };
        Self {
            rule,
            conditions: conditions.iter().enumerate().map(given).collect(),
            predefined: is_predefined(rule),
        }
    }
}

/// Whether a rule is the server's and not the user's.
pub(super) fn is_predefined(rule: Rule<'_>) -> bool {
    rule.is_default() || rule.rule_id().is_some_and(|id| id.starts_with('.'))
}

/// Collects the remarks on one ruleset.
pub(super) struct Report<'a> {
    pub(super) rules: &'a Ruleset,
    /// The owner of the rules, as given or as the predefined rules have it.
    pub(super) user_id: Option<String>,
    pub(super) found: Vec<Diagnostic>,
    implementations: &'a [Implementation],
}

impl<'a> Report<'a> {
    pub(super) fn new(rules: &'a Ruleset, options: &'a LintOptions) -> Self {
        let user_id = options.user_id.clone().or_else(|| super::predefined_form::owner(rules));
        Self { rules, user_id, found: Vec::new(), implementations: &options.implementations }
    }

    /// Whether the peculiarities of an implementation matter.
    pub(super) fn cares_for(&self, implementation: Implementation) -> bool {
        self.implementations.contains(&implementation)
    }

    /// A remark on a place in a rule; `at` is a JSON pointer within it, without escapes. What the rule does not have is a
    /// remark on the rule itself.
    pub(super) fn rule(&mut self, lint: &Lint, rule: Rule<'_>, at: &str, message: String) {
        let list = pointer(self.rules.lists_pointer(), rule.kind().as_str());
        let at = if exists(rule.as_value(), at) { at } else { "" };
        let path = format!("{}{at}", pointer(&list, &rule.position().to_string()));
        self.push(lint, Some(rule.kind()), rule.rule_id(), path, message);
    }

    /// A remark on a list, or on what is missing from it.
    pub(super) fn list(&mut self, lint: &Lint, kind: RuleKind, rule_id: Option<&str>, message: String) {
        let exists = self.rules.lists().any(|(name, _)| name == kind.as_str());
        let lists = self.rules.lists_pointer();
        let path = if exists { pointer(lists, kind.as_str()) } else { lists.to_owned() };
        self.push(lint, Some(kind), rule_id, path, message);
    }

    /// A remark on the set as a whole.
    pub(super) fn set(&mut self, lint: &Lint, message: String) {
        self.push(lint, None, None, self.rules.lists_pointer().to_owned(), message);
    }

    fn push(
        &mut self,
        lint: &Lint,
        kind: Option<RuleKind>,
        rule_id: Option<&str>,
        path: String,
        message: String,
    ) {
        self.found.push(Diagnostic {
            code: lint.code,
            severity: lint.severity,
            kind,
            rule_id: rule_id.map(str::to_owned),
            path,
            message,
            help: Some(lint.help.to_owned()),
        });
    }
}

/// Whether a rule has something at a place.
fn exists(rule: &Value, at: &str) -> bool {
    let place = at.split('/').skip(1).try_fold(rule, |value, name| match value {
        Value::Array(list) => list.get(name.parse::<usize>().ok()?),
        value => value.get(name),
    });
    place.is_some()
}
