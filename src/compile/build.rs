//! Builds a program from a ruleset.

use super::{
    index::Index,
    program::{Landmarks, Program, ProgramRule, State},
    slots::{SlotId, Slots},
    test::{CallStarted, RelatedEvent, Test},
};
use crate::{
    Evaluation, MatchedRule, Options, Ruleset,
    condition::{Condition, PropertyPath, Scalar},
    kind::RuleKind,
    ruleset::{self, MASTER, Rule},
    text::{Glob, Keywords, Scope, fold},
};

/// The mention rules that `m.mentions` has replaced (R58).
const CONTAINS_DISPLAY_NAME: &str = ".m.rule.contains_display_name";
const ROOMNOTIF: &str = ".m.rule.roomnotif";
const CONTAINS_USER_NAME: &str = ".m.rule.contains_user_name";

pub(super) fn build(ruleset: &Ruleset, _options: &Options) -> Program {
    let mut slots = Slots::default();
    let landmarks = Landmarks {
        sender: slots.intern(&PropertyPath::of(&["sender"])),
        room_id: slots.intern(&PropertyPath::of(&["room_id"])),
        body: slots.intern(&PropertyPath::of(&["content", "body"])),
        mentions: slots.intern(&PropertyPath::of(&["content", "m.mentions"])),
    };
    let mut keywords = Vec::new();
    let mut rules = Vec::new();
    for rule in ruleset.in_order() {
        let position = rules.len();
        let (rule, pattern) = build_rule(rule, &mut slots);
        if let (State::Enabled, Some(pattern)) = (rule.state, pattern) {
            keywords.push((position, fold(&pattern).into_owned()));
        }
        rules.push(rule);
    }
    let enabled = rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| rule.state == State::Enabled && rule.kind != RuleKind::Content)
        .map(|(position, rule)| (position, rule.tests.as_slice()));
    let mut index = Index::new(enabled);
    if let Some(&(first, _)) = keywords.first() {
        index.insert_always(first);
        let patterns = keywords.iter().map(|(position, pattern)| (*position, pattern.as_str()));
        index.keywords = Some((first, Keywords::new(patterns)));
    }
    Program { slots, rules, index, no_match: Evaluation::no_match(), landmarks }
}

/// Compiles one rule; also gives the pattern of a content rule.
fn build_rule(rule: Rule<'_>, slots: &mut Slots) -> (ProgramRule, Option<String>) {
    let read = ruleset::read(rule, &mut |_problem| {});
    let rule_id = rule.rule_id().unwrap_or_default();
    let conditions = read.as_ref().map_or(&[][..], |read| read.conditions.as_slice());
    let pattern = match conditions {
        [Condition::EventMatch { pattern, .. }] if rule.kind() == RuleKind::Content => Some(pattern.clone()),
        _ => None,
    };
    let tests: Vec<Test> = conditions.iter().map(|condition| build_test(condition, slots)).collect();
    // There are only so many costs: no need for a sort, which is large in a wasm module.
    let with_cost = |cost| {
        let has_cost = move |(_, test): &(usize, &Test)| test.cost() == cost;
        tests.iter().enumerate().filter(has_cost).map(|(position, _)| position)
    };
    let cheapest_first = (0..=Test::DEAREST).flat_map(with_cost).collect();
    let matched = MatchedRule { kind: rule.kind(), rule_id: rule_id.to_owned() };
    let compiled = ProgramRule {
        kind: rule.kind(),
        position: rule.position(),
        state: match &read {
            None => State::Invalid,
            Some(read) if read.enabled => State::Enabled,
            Some(_) => State::Disabled,
        },
        tests,
        cheapest_first,
        is_legacy_mention: [CONTAINS_DISPLAY_NAME, ROOMNOTIF, CONTAINS_USER_NAME].contains(&rule_id),
        for_extensible_events: [MASTER, ROOMNOTIF, CONTAINS_USER_NAME].contains(&rule_id)
            || conditions.iter().any(|condition| matches!(condition, Condition::RoomVersionSupports { .. })),
        evaluation: Evaluation::of_actions(Some(matched), read.as_ref().map_or(&[], |read| read.actions)),
    };
    (compiled, pattern)
}

fn build_test(condition: &Condition, slots: &mut Slots) -> Test {
    match condition {
        Condition::Never(_) => Test::Never,
        Condition::EventMatch { path, pattern } => build_match(path, pattern, slots),
        Condition::PropertyIs { path, value } => {
            let slot = slots.intern(path);
            match slots.get_mut(slot) {
                Some(found) => Test::Exact { slot, id: found.intern_exact(value) },
                None => Test::Never,
            }
        }
        Condition::PropertyContains { path, value } => {
            let slot = slots.intern(path);
            match slots.get_mut(slot) {
                Some(found) => Test::Contains { slot, wanted: found.intern_wanted(value) },
                None => Test::Never,
            }
        }
        Condition::ContainsDisplayName => {
            let body = slots.intern(&PropertyPath::of(&["content", "body"]));
            if let Some(found) = slots.get_mut(body) {
                found.reads_text = true;
            }
            Test::DisplayName
        }
        Condition::MemberCount(is) => Test::MemberCount(*is),
        Condition::SenderNotificationPermission { key } => Test::SenderMayNotify { key: key.clone() },
        Condition::RoomVersionSupports { feature } => Test::RoomSupports { feature: feature.clone() },
        Condition::ThreadSubscription { subscribed } => {
            let (rel_type, thread) = exact(
                &["content", "m.relates_to", "rel_type"],
                &Scalar::String("m.thread".to_owned()),
                slots,
            );
            Test::ThreadSubscription { subscribed: *subscribed, rel_type, thread }
        }
        Condition::CallStarted => {
            let mut intent =
                |name: &str| exact(&["content", "m.intent"], &Scalar::String(name.to_owned()), slots);
            let ((intent, ring), (_, prompt)) = (intent("m.ring"), intent("m.prompt"));
            let mut slot = |names: &[&str]| slots.intern(&PropertyPath::of(names));
            Test::CallStarted(CallStarted {
                intent,
                ring,
                prompt,
                terminated: slot(&["content", "m.terminated"]),
                previous: slot(&["unsigned", "prev_content"]),
                previous_terminated: slot(&["unsigned", "prev_content", "m.terminated"]),
            })
        }
        Condition::RelatedEventMatch { rel_type, property, include_fallbacks } => {
            Test::Related(Box::new(RelatedEvent {
                rel_type: rel_type.clone(),
                property: property
                    .as_ref()
                    .map(|(path, pattern)| (path.names.clone(), Glob::new(&fold(pattern)), scope(path))),
                // Only replies are sent as fallbacks: within a thread, for clients without threads.
                fallback: (rel_type == "m.in_reply_to" && !include_fallbacks).then(|| {
                    exact(&["content", "m.relates_to", "is_falling_back"], &Scalar::Bool(true), slots)
                }),
            }))
        }
    }
}

fn build_match(path: &PropertyPath, pattern: &str, slots: &mut Slots) -> Test {
    let pattern = fold(pattern);
    let slot = slots.intern(path);
    let Some(found) = slots.get_mut(slot) else { return Test::Never };
    match scope(path) {
        Scope::Words => {
            found.reads_text = true;
            Test::Words { glob: Glob::new(&pattern) }
        }
        Scope::Whole if Glob::is_literal(&pattern) => {
            Test::Folded { slot, id: found.intern_folded(&pattern) }
        }
        Scope::Whole => {
            found.reads_text = true;
            Test::Glob { slot, glob: Glob::new(&pattern) }
        }
    }
}

fn exact(names: &[&str], value: &Scalar, slots: &mut Slots) -> (SlotId, u32) {
    let slot = slots.intern(&PropertyPath::of(names));
    (slot, slots.get_mut(slot).map_or(0, |found| found.intern_exact(value)))
}

/// Patterns match words of the body, and the whole of every other property (R26, R27).
fn scope(path: &PropertyPath) -> Scope {
    if path.is_body() { Scope::Words } else { Scope::Whole }
}
