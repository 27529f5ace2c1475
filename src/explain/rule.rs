//! What is said about a rule as a whole.

use serde_json::{Map, Value};

use super::{
    ExplainedCondition, ExplainedRule, Facts, Reason, Record, RuleStatus, reason,
    record::RecordedRule,
    sentence::{Quoted, QuotedValue, value_of},
};
use crate::{
    CompiledRuleset, Rule, RuleKind,
    compile::{ProgramRule, State},
    condition::Condition,
    evaluate::{Refusal, Walked},
    ruleset,
};

/// All rules in the order of evaluation.
pub(super) fn explain_all(
    compiled: &CompiledRuleset,
    record: &Record,
    walked: Walked,
    rejection: Option<&Reason>,
    facts: &Facts<'_>,
) -> Vec<ExplainedRule> {
    let turn_at = |position: usize| match (walked, rejection) {
        (Walked::OwnEvent, _) => Turn::OwnEvent,
        (Walked::Matched(winner), _) if winner < position => match rule_at(compiled, winner) {
            Some(winner) => Turn::After(winner),
            None => Turn::Before,
        },
        (Walked::Matched(winner), _) if winner == position => Turn::Winner,
        (Walked::Thrown(thrower), Some(rejection)) if thrower == position => Turn::Blamed(rejection),
        (Walked::Thrown(thrower), Some(rejection)) if thrower < position => Turn::Rejected(rejection),
        (Walked::Rejected, Some(rejection)) => Turn::Rejected(rejection),
        _ => Turn::Before,
    };
    let explain = |(position, recorded): (usize, &RecordedRule)| {
        let compiled_rule = compiled.program.rule(position)?;
        let turn = turn_at(position);
        Some(match rule_at(compiled, position) {
            Some(rule) => explain_rule(compiled, rule, compiled_rule, recorded, turn, facts),
            None => explain_list(compiled_rule, turn),
        })
    };
    record.rules.iter().enumerate().filter_map(explain).collect()
}

fn rule_at(compiled: &CompiledRuleset, position: usize) -> Option<Rule<'_>> {
    let rule = compiled.program.rule(position)?;
    compiled.ruleset.rule_at(rule.kind, rule.position)
}

/// Why there is no evaluation.
pub(super) fn rejection(compiled: &CompiledRuleset, walked: Walked, why: &str) -> Reason {
    let name = compiled.program.dialect.name;
    match walked {
        Walked::Thrown(position) => {
            let place = match rule_at(compiled, position) {
                Some(rule) => {
                    let id = rule.rule_id().unwrap_or_default();
                    format!(" at the {} rule {}", rule.kind(), Quoted(id))
                }
                None => String::new(),
            };
            Reason::new("exception", format!("{name} fails with an exception{place}: {why}"))
        }
        _ if compiled.program.refusal.is_some() => {
            Reason::new("set_refused", format!("{name} refuses the whole set: {why}"))
        }
        _ => Reason::new("event_not_evaluated", format!("{name} does not evaluate the event: {why}")),
    }
}

/// Whether it was a rule's turn.
#[derive(Clone, Copy)]
enum Turn<'a> {
    Before,
    Winner,
    After(Rule<'a>),
    OwnEvent,
    /// There is no evaluation, or none beyond an earlier rule.
    Rejected(&'a Reason),
    /// There is no evaluation beyond this rule.
    Blamed(&'a Reason),
}

/// Something that is no list of rules, which is tried as if it were a rule.
fn explain_list(compiled: &ProgramRule, turn: Turn<'_>) -> ExplainedRule {
    let reason = match turn {
        Turn::Blamed(rejection) => rejection.clone(),
        _ => Reason::new("invalid_list", compiled.throws.unwrap_or("the list cannot be understood")),
    };
    ExplainedRule {
        kind: compiled.kind,
        rule_id: None,
        position: compiled.position,
        status: RuleStatus::Invalid,
        would_match: false,
        reason,
        conditions: Vec::new(),
    }
}

fn explain_rule(
    compiled: &CompiledRuleset,
    rule: Rule<'_>,
    compiled_rule: &ProgramRule,
    recorded: &RecordedRule,
    turn: Turn<'_>,
    facts: &Facts<'_>,
) -> ExplainedRule {
    let state = compiled_rule.state;
    let would_match = recorded.matches && compiled_rule.throws.is_none();
    let conditions: Vec<_> = ruleset::read_as(rule, facts.dialect, &mut |_problem| {})
        .iter()
        .flat_map(|read| &read.conditions)
        .zip(&recorded.conditions)
        .enumerate()
        .map(|(position, (condition, &matched))| {
            let subject = reason::Subject { condition, kind: rule.kind(), matched };
            let reason::Finding { reason, actual, spans } = reason::find(&subject, facts);
            let condition = json_of(rule, position, condition);
            let near_miss = reason.is_near_miss();
            ExplainedCondition { condition, matched, near_miss, actual, reason, spans }
        })
        .collect();
    let refusal = match turn {
        Turn::Rejected(rejection) if rejection.code == "set_refused" => {
            ruleset::refusal_of_rule(rule, facts.dialect)
        }
        _ => None,
    };
    let status = if refusal.is_some() { RuleStatus::Invalid } else { status(state, recorded, turn) };
    let reason = match status {
        RuleStatus::Invalid => match (refusal, turn) {
            (Some(refusal), _) => Reason::new("set_refused", refusal),
            (None, Turn::Blamed(rejection)) => rejection.clone(),
            (None, _) => fault(compiled, rule, facts),
        },
        RuleStatus::Matched => matched(&conditions),
        RuleStatus::NotMatched => not_matched(&conditions),
        RuleStatus::Disabled | RuleStatus::Suppressed | RuleStatus::NotReached => {
            let mut reason = out_of_turn(rule, status, recorded, turn, facts);
            reason.message.push_str(if would_match { "; it would match" } else { "; it would not match" });
            reason
        }
    };
    ExplainedRule {
        kind: rule.kind(),
        rule_id: rule.rule_id().map(str::to_owned),
        position: rule.position(),
        status,
        would_match,
        reason,
        conditions,
    }
}

const fn status(state: State, recorded: &RecordedRule, turn: Turn<'_>) -> RuleStatus {
    match (state, recorded.refusal, turn) {
        (State::Invalid, ..) => RuleStatus::Invalid,
        (State::Disabled, ..) => RuleStatus::Disabled,
        (_, Some(_), _) => RuleStatus::Suppressed,
        (_, _, Turn::After(_) | Turn::OwnEvent | Turn::Rejected(_)) => RuleStatus::NotReached,
        (_, _, Turn::Blamed(_)) => RuleStatus::Invalid,
        (_, _, Turn::Winner) => RuleStatus::Matched,
        (_, _, Turn::Before) => RuleStatus::NotMatched,
    }
}

fn matched(conditions: &[ExplainedCondition]) -> Reason {
    match conditions {
        [] => Reason::new("no_conditions", "the rule has no conditions, so it matches every event"),
        [condition] => Reason::new("all_conditions_hold", condition.reason.message.as_str()),
        conditions => Reason::new("all_conditions_hold", format!("all {} conditions hold", conditions.len())),
    }
}

fn not_matched(conditions: &[ExplainedCondition]) -> Reason {
    let code = "condition_does_not_hold";
    let failed = conditions.iter().enumerate().find(|(_, condition)| !condition.matched);
    match failed {
        Some((_, condition)) if conditions.len() == 1 => Reason::new(code, condition.reason.message.as_str()),
        Some((position, condition)) => Reason::new(
            code,
            format!(
                "condition {} of {} does not hold: {}",
                position + 1,
                conditions.len(),
                condition.reason.message
            ),
        ),
        None => Reason::new(code, "a condition does not hold"),
    }
}

/// Why a rule cannot be understood, or has no part in the evaluation at all.
fn fault(compiled: &CompiledRuleset, rule: Rule<'_>, facts: &Facts<'_>) -> Reason {
    let dialect = facts.dialect;
    if !dialect.knows_rules_of(rule.kind()) {
        let message = format!("{} does not know {} rules", dialect.name, rule.kind());
        return Reason::new("unknown_kind", message);
    }
    let mut fault = None;
    // Which faults there are does not depend on the dialect, only which of them matter.
    ruleset::read(rule, &mut |problem| {
        if fault.is_none() && problem.spoils_the_rule() {
            fault = Some(Reason { code: problem.code, message: problem.message });
        }
    });
    fault.unwrap_or_else(|| {
        let name = dialect.name;
        let is_earlier = |other: Rule<'_>| other.rule_id() == rule.rule_id();
        if compiled.ruleset.rules(rule.kind()).take(rule.position()).any(is_earlier) {
            let message = format!("{name} keeps only the first {} rule with this id", rule.kind());
            Reason::new("duplicate_rule_id", message)
        } else if rule.kind() == RuleKind::Content {
            Reason::new("missing_pattern", format!("the pattern is empty, and {name} takes that for none"))
        } else {
            Reason::new("missing_rule_id", format!("the id is empty, and {name} takes that for none"))
        }
    })
}

fn out_of_turn(
    rule: Rule<'_>,
    status: RuleStatus,
    recorded: &RecordedRule,
    turn: Turn<'_>,
    facts: &Facts<'_>,
) -> Reason {
    match (status, recorded.refusal, turn) {
        (RuleStatus::Disabled, ..) => {
            let name = facts.dialect.name;
            let message = match rule.as_value().get("enabled") {
                Some(Value::Bool(_)) => "the rule is disabled".to_owned(),
                None => format!("the rule has no `enabled`, and {name} takes it for disabled"),
                Some(other) => {
                    format!("`enabled` is {}, and {name} takes the rule for disabled", QuotedValue(other))
                }
            };
            Reason::new("disabled", message)
        }
        (_, Some(Refusal::Mentions), _) => Reason::new(
            "mentions_present",
            r"the event has `content.m\.mentions`, which puts this legacy rule out of force",
        ),
        (_, Some(Refusal::ExtensibleEvents), _) => Reason::new(
            "extensible_events",
            "the room has extensible events, and the rule has no `room_version_supports` condition",
        ),
        (_, None, Turn::After(winner)) => Reason::new(
            "earlier_match",
            format!(
                "the {} rule {} matched first",
                winner.kind(),
                Quoted(winner.rule_id().unwrap_or_default())
            ),
        ),
        (_, None, Turn::Rejected(rejection)) => rejection.clone(),
        (_, None, _) => Reason::new("own_event", "the owner of the rules sent the event"),
    }
}

/// A condition as it stands in the rule, or the one that the kind of the rule implies (R10).
fn json_of(rule: Rule<'_>, position: usize, condition: &Condition) -> Value {
    match (rule.kind().has_conditions(), condition) {
        (false, Condition::EventMatch { path, pattern }) => {
            implied("event_match", &path.key, "pattern", Value::from(pattern.as_str()))
        }
        (false, Condition::PropertyIs { path, value }) => {
            implied("event_property_is", &path.key, "value", value_of(value))
        }
        _ => rule.conditions().and_then(|conditions| conditions.get(position)).cloned().unwrap_or_default(),
    }
}

fn implied(kind: &str, key: &str, name: &str, value: Value) -> Value {
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), kind.into());
    fields.insert("key".to_owned(), key.into());
    fields.insert(name.to_owned(), value);
    Value::Object(fields)
}
