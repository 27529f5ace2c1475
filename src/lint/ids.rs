//! Ids: what the API refuses, and room and sender rules, whose ids say what they match (R10, R11).

use super::{
    Implementation,
    catalogue::{
        DOTTED_USER_RULE, NOT_A_ROOM_ID, NOT_A_USER_ID, OWN_SENDER, REFUSED_RULE_ID, SENDER_RULE_IGNORED,
        TOO_LONG_FOR_SYNAPSE, TOO_MANY_RULES, UNDOTTED_DEFAULT_RULE, WILDCARD_IN_ID,
    },
    report::{Report, Subject, is_predefined},
};
use crate::{kind::RuleKind, ruleset::is_user_id};

/// The longest id and the most rules that Synapse accepts (R11).
const SYNAPSE_ID_BYTES: usize = 300;
const SYNAPSE_RULES: usize = 10_000;

/// The longest room id (appendix "Identifier Grammar").
const ID_BYTES: usize = 255;

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let rule = subject.rule;
    let Some(id) = rule.rule_id() else { return };
    let at = "/rule_id";
    match rule.as_value().get("default").and_then(serde_json::Value::as_bool) {
        Some(false) if id.starts_with('.') => {
            let message =
                format!("the id `{id}` of a user's rule starts with a dot, as only default rules may");
            report.rule(&DOTTED_USER_RULE, rule, at, message);
        }
        Some(true) if !id.starts_with('.') => {
            let message = format!(
                "the rule `{id}` says that it is a default rule, but its id does not start with a dot"
            );
            report.rule(&UNDOTTED_DEFAULT_RULE, rule, "/default", message);
        }
        _ => {}
    }
    match rule.kind() {
        RuleKind::Room => check_room(subject, id, report),
        RuleKind::Sender => check_sender(subject, id, report),
        _ => {}
    }
    if !subject.predefined {
        check_refused(subject, id, report);
    }
}

/// What the API does not let a user create (R11).
fn check_refused(subject: &Subject<'_>, id: &str, report: &mut Report<'_>) {
    let (rule, at) = (subject.rule, "/rule_id");
    if id.is_empty() {
        report.rule(&REFUSED_RULE_ID, rule, at, "the id of the rule is empty".to_owned());
    } else if let Some(c) = id.chars().find(|c| matches!(c, '/' | '\\')) {
        let message = format!("the id `{id}` contains `{c}`, which the API does not allow");
        report.rule(&REFUSED_RULE_ID, rule, at, message);
    }
    if id.len() > SYNAPSE_ID_BYTES && report.cares_for(Implementation::Synapse) {
        let message = format!("the id is {} bytes long", id.len());
        report.rule(&TOO_LONG_FOR_SYNAPSE, rule, at, message);
    }
}

fn check_room(subject: &Subject<'_>, id: &str, report: &mut Report<'_>) {
    if !is_room_id(id) {
        let message =
            format!("`{id}` is not a room id; the rule matches no room, and ruma refuses the whole set");
        report.rule(&NOT_A_ROOM_ID, subject.rule, "/rule_id", message);
    }
    check_wildcards(subject, id, report);
}

fn check_sender(subject: &Subject<'_>, id: &str, report: &mut Report<'_>) {
    let rule = subject.rule;
    if !is_user_id(id) {
        let message =
            format!("`{id}` is not a user id; the rule matches no sender, and ruma refuses the whole set");
        return report.rule(&NOT_A_USER_ID, rule, "/rule_id", message);
    }
    check_wildcards(subject, id, report);
    if report.user_id.as_deref() == Some(id) {
        let message = format!("`{id}` is the owner of the rules");
        return report.rule(&OWN_SENDER, rule, "/rule_id", message);
    }
    let blind: Vec<_> = [(Implementation::Synapse, "Synapse"), (Implementation::JsSdk, "Element Web")]
        .into_iter()
        .filter_map(|(implementation, name)| report.cares_for(implementation).then_some(name))
        .collect();
    if let [first, rest @ ..] = blind.as_slice() {
        let names = rest.iter().fold((*first).to_owned(), |names, name| format!("{names} and {name}"));
        let message = format!("sender rules never match on {names}; this one is for `{id}`");
        report.rule(&SENDER_RULE_IGNORED, rule, "", message);
    }
}

/// Ids are compared, not matched (R10); Synapse and ruma take some of them for globs (A9).
fn check_wildcards(subject: &Subject<'_>, id: &str, report: &mut Report<'_>) {
    if id.contains(['*', '?']) {
        let message = format!("the id `{id}` contains a wildcard, which stands for itself in an id");
        report.rule(&WILDCARD_IN_ID, subject.rule, "/rule_id", message);
    }
}

pub(super) fn check_count(report: &mut Report<'_>) {
    let of_user = |kind| report.rules.rules(kind).filter(|&rule| !is_predefined(rule)).count();
    let count: usize = RuleKind::ALL.into_iter().map(of_user).sum();
    if count > SYNAPSE_RULES && report.cares_for(Implementation::Synapse) {
        report.set(&TOO_MANY_RULES, format!("the user has {count} rules"));
    }
}

/// Since room version 12 a room id is nothing but `!` and an opaque part.
fn is_room_id(id: &str) -> bool {
    id.len() > 1 && id.len() <= ID_BYTES && id.starts_with('!') && !id.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::is_room_id;
    use crate::ruleset::is_user_id;

    #[test]
    fn ids() {
        for id in ["!r:example.org", "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM", "!a b:x"] {
            assert!(is_room_id(id), "{id}");
        }
        for id in ["", "!", "#room:example.org", "@a:b", "room", "! \0"] {
            assert!(!is_room_id(id), "{id}");
        }
        for id in ["@a:b", "@a/b:example.org:8448", "@:x", "@é:x", "@a:[::1]", "@a:[::1]:443", "@a:1.2.3.4"]
        {
            assert!(is_user_id(id), "{id}");
        }
        for id in ["", "@a", "a:b", "@a:", "@a:b c", "@a:b_c", "@a:b:port", "@a:b:99999", "@a:[x]", "@a::1"] {
            assert!(!is_user_id(id), "{id}");
        }
    }
}
