//! The diagnostics of a whole set.

use serde_json::Value;

use super::{Ruleset, read::read, type_name};
use crate::{
    diagnostic::{Diagnostic, Severity, pointer},
    hash::Names,
    kind::RuleKind,
};

/// Everything that has no effect or is not as the specification wants it, in document order.
pub(super) fn diagnose(ruleset: &Ruleset) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, list) in ruleset.lists() {
        let path = pointer(ruleset.lists_pointer(), name);
        match (name.parse::<RuleKind>(), list) {
            (Ok(kind), Value::Array(_)) => diagnose_list(ruleset, kind, &path, &mut found),
            (Ok(kind), other) => found.push(Diagnostic {
                code: "invalid_list",
                severity: Severity::Error,
                kind: Some(kind),
                rule_id: None,
                path,
                message: format!("`{name}` is {}, not an array of rules", type_name(other)),
                help: None,
            }),
            // Other fields are kept and mean nothing; only a list of rules was meant to do something.
            (Err(()), Value::Array(list)) if !list.is_empty() => found.push(Diagnostic {
                code: "unknown_kind",
                severity: Severity::Warning,
                kind: None,
                rule_id: None,
                path,
                message: format!("`{name}` is not a kind of push rules; its rules have no effect"),
                help: None,
            }),
            (Err(()), _) => {}
        }
    }
    found
}

fn diagnose_list(ruleset: &Ruleset, kind: RuleKind, path: &str, found: &mut Vec<Diagnostic>) {
    let mut seen = Names::default();
    for rule in ruleset.rules(kind) {
        let path = pointer(path, &rule.position().to_string());
        let mut push = |code, severity, at: &str, message| {
            found.push(Diagnostic {
                code,
                severity,
                kind: Some(kind),
                rule_id: rule.rule_id().map(str::to_owned),
                path: format!("{path}{at}"),
                message,
                help: None,
            });
        };
        read(rule, &mut |problem| push(problem.code, problem.severity, &problem.at, problem.message));
        if let Some(rule_id) = rule.rule_id()
            && !seen.insert(rule_id)
        {
            let message =
                format!("another `{kind}` rule has the id `{rule_id}` too; the first one that matches wins");
            push("duplicate_rule_id", Severity::Warning, "/rule_id", message);
        }
    }
}
