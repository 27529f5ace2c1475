//! What is said about a rule as a whole.

use serde_json::{Value, json};

use super::{
    ExplainedCondition, ExplainedRule, Facts, Reason, Record, RuleStatus, reason, record::RecordedRule,
    sentence::Quoted,
};
use crate::{
    CompiledRuleset, Rule, RuleKind,
    compile::State,
    evaluate::{Refusal, Walked},
    ruleset,
};

/// All rules in the order of evaluation.
pub(super) fn explain_all(
    compiled: &CompiledRuleset,
    record: &Record,
    walked: Walked,
    facts: &Facts<'_>,
) -> Vec<ExplainedRule> {
    let rule_at = |position: usize| {
        let rule = compiled.program.rule(position)?;
        Some((compiled.ruleset.rule_at(rule.kind, rule.position)?, rule.state))
    };
    let winner = match walked {
        Walked::Matched(position) => rule_at(position).map(|(rule, _)| (position, rule)),
        Walked::OwnEvent | Walked::NoMatch => None,
    };
    let explain = |(position, recorded)| {
        let (rule, state) = rule_at(position)?;
        let turn = match winner {
            _ if walked == Walked::OwnEvent => Turn::OwnEvent,
            Some((first, winner)) if first < position => Turn::After(winner),
            Some((first, _)) if first == position => Turn::Winner,
            _ => Turn::Before,
        };
        Some(explain_rule(rule, state, recorded, turn, facts))
    };
    record.rules.iter().enumerate().filter_map(explain).collect()
}

/// Whether it was a rule's turn.
#[derive(Clone, Copy)]
enum Turn<'a> {
    Before,
    Winner,
    After(Rule<'a>),
    OwnEvent,
}

fn explain_rule(
    rule: Rule<'_>,
    state: State,
    recorded: &RecordedRule,
    turn: Turn<'_>,
    facts: &Facts<'_>,
) -> ExplainedRule {
    let mut fault = None;
    let read = ruleset::read(rule, &mut |problem| {
        if fault.is_none() && problem.spoils_the_rule() {
            fault = Some(Reason { code: problem.code, message: problem.message });
        }
    });
    let conditions: Vec<_> = read
        .iter()
        .flat_map(|read| &read.conditions)
        .zip(&recorded.conditions)
        .enumerate()
        .map(|(position, (condition, &matched))| {
            let reason::Finding { reason, actual, spans } = reason::find(condition, matched, facts);
            let condition = json_of(rule, position);
            ExplainedCondition { condition, matched, actual, reason, spans }
        })
        .collect();
    let status = status(state, recorded, turn);
    let reason = match status {
        RuleStatus::Invalid => {
            fault.unwrap_or_else(|| Reason::new("invalid", "the rule cannot be understood"))
        }
        RuleStatus::Matched => matched(&conditions),
        RuleStatus::NotMatched => not_matched(&conditions),
        RuleStatus::Disabled | RuleStatus::Suppressed | RuleStatus::NotReached => {
            let mut reason = out_of_turn(status, recorded, turn);
            reason.message.push_str(if recorded.matches {
                "; it would match"
            } else {
                "; it would not match"
            });
            reason
        }
    };
    ExplainedRule {
        kind: rule.kind(),
        rule_id: rule.rule_id().map(str::to_owned),
        status,
        would_match: recorded.matches,
        reason,
        conditions,
    }
}

const fn status(state: State, recorded: &RecordedRule, turn: Turn<'_>) -> RuleStatus {
    match (state, recorded.refusal, turn) {
        (State::Invalid, ..) => RuleStatus::Invalid,
        (State::Disabled, ..) => RuleStatus::Disabled,
        (_, Some(_), _) => RuleStatus::Suppressed,
        (_, _, Turn::After(_) | Turn::OwnEvent) => RuleStatus::NotReached,
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

fn out_of_turn(status: RuleStatus, recorded: &RecordedRule, turn: Turn<'_>) -> Reason {
    match (status, recorded.refusal, turn) {
        (RuleStatus::Disabled, ..) => Reason::new("disabled", "the rule is disabled"),
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
        (_, None, _) => Reason::new("own_event", "the owner of the rules sent the event"),
    }
}

/// A condition as it stands in the rule, or the one that the kind of the rule implies (R10).
fn json_of(rule: Rule<'_>, position: usize) -> Value {
    let is = |key: &str| json!({ "kind": "event_property_is", "key": key, "value": rule.rule_id() });
    match rule.kind() {
        RuleKind::Content => {
            json!({ "kind": "event_match", "key": "content.body", "pattern": rule.pattern() })
        }
        RuleKind::Room => is("room_id"),
        RuleKind::Sender => is("sender"),
        RuleKind::Override | RuleKind::Postcontent | RuleKind::Underride => {
            rule.conditions().and_then(|conditions| conditions.get(position)).cloned().unwrap_or_default()
        }
    }
}
