//! Whether the predefined rules are there, and are what they should be (R53–R66).
//!
//! A set that is as some version of the specification has it is as it should be, however old that
//! version is: only what fits no version is worth a remark.

use super::{
    catalogue::{
        ALTERED_DEFAULT_RULE, CHANGED_DEFAULT_ACTIONS, DEFAULT_RULE_ORDER, DISABLED_DEFAULT_RULE,
        FOREIGN_DEFAULT_RULE, LEGACY_MENTION_RULE_ALONE, MENTION_TWINS_DIFFER, MISSING_DEFAULT_RULE,
        NO_DEFAULT_RULES, OUTDATED_DEFAULT_RULE, USER_RULE_BELOW_DEFAULT,
    },
    predefined_form::{LEGACY_MENTIONS, effect, is_legacy_mention, same_conditions, slot},
    report::{Report, is_predefined},
};
use crate::{
    defaults::{DefaultRulesOptions, SpecVersion, default_rules, localpart},
    diagnostic::pointer,
    kind::RuleKind,
    ruleset::{Rule, Ruleset},
};

const USER_MENTION: &str = ".m.rule.is_user_mention";
const ROOM_MENTION: &str = ".m.rule.is_room_mention";
const SUPPRESS_EDITS: &str = ".m.rule.suppress_edits";

/// The legacy mention rules with the rule that replaced each.
const TWINS: [(RuleKind, &str, &str); 3] = [
    (RuleKind::Override, ".m.rule.contains_display_name", USER_MENTION),
    (RuleKind::Override, ".m.rule.roomnotif", ROOM_MENTION),
    (RuleKind::Content, ".m.rule.contains_user_name", USER_MENTION),
];

/// Ids that rules had before they became part of the specification (R43), with the ids they have now.
const FORMER_IDS: [(&str, &str); 5] = [
    (".org.matrix.msc3952.is_user_mention", USER_MENTION),
    (".org.matrix.msc3952.is_room_mention", ROOM_MENTION),
    (".org.matrix.msc3958.suppress_edits", SUPPRESS_EDITS),
    (".com.beeper.suppress_edits", SUPPRESS_EDITS),
    (".org.matrix.msc3786.rule.room.server_acl", ".m.rule.room.server_acl"),
];

/// What people mostly do not want to be without.
const IMPORTANT: [&str; 3] = [".m.rule.invite_for_me", USER_MENTION, ROOM_MENTION];

/// The versions of the specification between which predefined rules came or went.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Age {
    /// Up to v1.6: mentions by text only.
    V1_6,
    /// v1.7: mentions by `m.mentions`.
    V1_7,
    /// v1.9: edits are silent.
    V1_9,
    /// v1.17: no mentions by text.
    V1_17,
}

impl Age {
    /// The oldest version that has all the rules of a set.
    fn of(rules: &Ruleset) -> Self {
        let has = |kind, id| rules.rule(kind, id).is_some();
        if !LEGACY_MENTIONS.into_iter().any(|(kind, id)| has(kind, id)) {
            Self::V1_17
        } else if has(RuleKind::Override, SUPPRESS_EDITS) {
            Self::V1_9
        } else if has(RuleKind::Override, USER_MENTION) || has(RuleKind::Override, ROOM_MENTION) {
            Self::V1_7
        } else {
            Self::V1_6
        }
    }

    /// Whether a set of this age has a rule of v1.19. Reactions came with v1.7, on some servers
    /// before.
    fn has(self, rule_id: &str) -> bool {
        match rule_id {
            SUPPRESS_EDITS => self >= Self::V1_9,
            USER_MENTION | ROOM_MENTION | ".m.rule.reaction" => self >= Self::V1_7,
            _ => true,
        }
    }
}

pub(super) fn check(report: &mut Report<'_>) {
    let rules = report.rules;
    check_user_order(report);
    let all = || RuleKind::ALL.into_iter().flat_map(|kind| rules.rules(kind));
    if !all().any(|rule| rule.rule_id().is_some_and(|id| id.starts_with('.'))) {
        return report.set(&NO_DEFAULT_RULES, "there are no default rules in the set".to_owned());
    }
    // The owner is struck out where it is compared.
    let options = DefaultRulesOptions { version: SpecVersion::V1_16, sets: Vec::new() };
    let Ok(known) = default_rules("@user:server", &options) else { return };
    let age = Age::of(rules);

    check_missing(&known, age, report);
    for rule in all() {
        let Some(id) = rule.rule_id() else { continue };
        if let Some(known) = known.rule(rule.kind(), id) {
            check_form(rule, known, age, report);
            check_owner(rule, report);
        } else if let Some((_, now)) = FORMER_IDS.into_iter().find(|(former, _)| *former == id) {
            let message =
                format!("`{id}` is what `{now}` was called before it became part of the specification");
            report.rule(&OUTDATED_DEFAULT_RULE, rule, "/rule_id", message);
        }
        if IMPORTANT.contains(&id) && rule.kind() == RuleKind::Override && !rule.is_enabled() {
            report.rule(
                &DISABLED_DEFAULT_RULE,
                rule,
                "/enabled",
                format!("the default rule `{id}` is disabled"),
            );
        }
    }
    check_order(&known, report);
    check_twins(report);
}

fn check_missing(known: &Ruleset, age: Age, report: &mut Report<'_>) {
    let rules = report.rules;
    for wanted in RuleKind::ALL.into_iter().flat_map(|kind| known.rules(kind)) {
        let (kind, Some(id)) = (wanted.kind(), wanted.rule_id()) else { continue };
        if is_legacy_mention(kind, id) || !age.has(id) || has_rule(rules, kind, id) {
            continue;
        }
        let legacy = TWINS
            .into_iter()
            .filter(|(.., twin)| *twin == id)
            .find_map(|(kind, legacy, _)| rules.rule(kind, legacy));
        if let Some(legacy) = legacy {
            let name = legacy.rule_id().unwrap_or_default();
            let message = format!("`{name}` is there without `{id}`, which replaced it");
            report.rule(&LEGACY_MENTION_RULE_ALONE, legacy, "", message);
        } else {
            let message = format!("the default {kind} rule `{id}` is missing");
            report.list(&MISSING_DEFAULT_RULE, kind, Some(id), message);
        }
    }
}

/// Whether a default rule is there, be it under a former id.
fn has_rule(rules: &Ruleset, kind: RuleKind, rule_id: &str) -> bool {
    let mut former = FORMER_IDS.into_iter().filter(|(_, now)| *now == rule_id);
    rules.rule(kind, rule_id).is_some() || former.any(|(former, _)| rules.rule(kind, former).is_some())
}

fn check_form(rule: Rule<'_>, known: Rule<'_>, age: Age, report: &mut Report<'_>) {
    let id = rule.rule_id().unwrap_or_default();
    if !same_conditions(rule, known) {
        let at = if rule.kind() == RuleKind::Content { "/pattern" } else { "/conditions" };
        let message = format!("the conditions of the default rule `{id}` are not those of the specification");
        report.rule(&ALTERED_DEFAULT_RULE, rule, at, message);
    }
    let (Some(actions), Some(wanted)) = (rule.actions(), known.actions()) else { return };
    if effect(actions) != effect(wanted) {
        let message = format!("the default rule `{id}` has other actions than the specification gives it");
        return report.rule(&CHANGED_DEFAULT_ACTIONS, rule, "/actions", message);
    }
    let historical =
        actions.iter().position(|action| matches!(action.as_str(), Some("dont_notify" | "coalesce")));
    if let Some(position) = historical.filter(|_| age > Age::V1_6) {
        let message =
            format!("the default rule `{id}` has the form of spec v1.6, other rules of the set are newer");
        report.rule(&OUTDATED_DEFAULT_RULE, rule, &pointer("/actions", &position.to_string()), message);
    }
}

fn check_owner(rule: Rule<'_>, report: &mut Report<'_>) {
    let (Some(user_id), Some(slot)) = (report.user_id.clone(), slot(rule)) else { return };
    let wanted = if slot.is_localpart { localpart(&user_id) } else { Some(user_id.as_str()) };
    if let Some(wanted) = wanted.filter(|wanted| *wanted != slot.text) {
        let message = format!("the default rule is for `{}`, not for `{wanted}`", slot.text);
        report.rule(&FOREIGN_DEFAULT_RULE, rule, &slot.at, message);
    }
}

/// Default rules among each other: those that would have to move for the rest to be in order.
fn check_order(known: &Ruleset, report: &mut Report<'_>) {
    let rules = report.rules;
    for kind in RuleKind::ALL {
        let order: Vec<&str> = known.rules(kind).filter_map(|rule| rule.rule_id()).collect();
        // By the place each should have; of several rules with one id the first.
        let found: Vec<(usize, Rule<'_>)> =
            order.iter().enumerate().filter_map(|(place, id)| Some((place, rules.rule(kind, id)?))).collect();
        let stay = in_order(&found);
        for (place, rule) in found.iter().filter(|(place, _)| !stay.contains(place)) {
            let (Some(id), before) = (order.get(*place), stay.iter().rev().find(|other| *other < place))
            else {
                continue;
            };
            let message = match before.and_then(|before| order.get(*before)) {
                Some(before) => format!("the default rule `{id}` does not stand next after `{before}`"),
                None => format!("the default rule `{id}` does not stand before the other default rules"),
            };
            report.rule(&DEFAULT_RULE_ORDER, *rule, "", message);
        }
    }
}

/// The places of as many rules as possible that stand in the order of their places.
fn in_order(found: &[(usize, Rule<'_>)]) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::new();
    // The longest run that ends with each rule; there are at most a dozen.
    let mut runs: Vec<(usize, Vec<usize>)> = Vec::new();
    for (place, rule) in found {
        let before = runs.iter().filter(|(position, _)| *position < rule.position());
        let mut run = before.map(|(_, run)| run).max_by_key(|run| run.len()).cloned().unwrap_or_default();
        run.push(*place);
        if run.len() > best.len() {
            best.clone_from(&run);
        }
        runs.push((rule.position(), run));
    }
    best
}

/// Rules of the user rank above the default rules of the same kind, but for the master rule (R7).
fn check_user_order(report: &mut Report<'_>) {
    let rules = report.rules;
    for kind in RuleKind::ALL {
        let mut above = None;
        for rule in rules.rules(kind) {
            if is_predefined(rule) {
                above = above.or_else(|| rule.rule_id().filter(|_| !rule.is_master()));
            } else if let (Some(above), Some(id)) = (above, rule.rule_id()) {
                let message = format!("the rule `{id}` of the user stands below the default rule `{above}`");
                report.rule(&USER_RULE_BELOW_DEFAULT, rule, "", message);
            }
        }
    }
}

fn check_twins(report: &mut Report<'_>) {
    let rules = report.rules;
    for (kind, legacy, twin) in TWINS {
        let (Some(legacy), Some(twin)) = (rules.rule(kind, legacy), rules.rule(RuleKind::Override, twin))
        else {
            continue;
        };
        let (Some(actions), Some(wanted)) = (legacy.actions(), twin.actions()) else { continue };
        let what = if legacy.is_enabled() != twin.is_enabled() {
            "one is enabled, the other is not"
        } else if legacy.is_enabled() && effect(actions) != effect(wanted) {
            "their actions differ"
        } else {
            continue;
        };
        let (legacy_id, twin) = (legacy.rule_id().unwrap_or_default(), twin.rule_id().unwrap_or_default());
        let message = format!("`{legacy_id}` and `{twin}` are meant to go together, but {what}");
        report.rule(&MENTION_TWINS_DIFFER, legacy, "", message);
    }
}
