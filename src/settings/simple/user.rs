//! The rules that the user made.

use crate::{
    hash::Names,
    kind::RuleKind,
    ruleset::{Rule, read},
    settings::{
        actions::Effect,
        naming::{Named, named_room},
    },
};

/// The rooms that a rule in force speaks for as a whole, so far in the order of evaluation.
pub(super) type Rooms = Names;

type Found = Option<(&'static str, String)>;

/// What of one rule of the user's simple settings cannot express: the first thing only.
pub(super) fn check(rule: Rule<'_>, rooms: &mut Rooms) -> Found {
    if read(rule, &mut |_| {}).is_none() {
        return Some(("invalid_rule", "the rule cannot be understood and never matches".to_owned()));
    }
    match rule.kind() {
        RuleKind::Override => check_override(rule, rooms),
        RuleKind::Content => check_keyword(rule),
        RuleKind::Room => check_room(rule, rooms),
        RuleKind::Sender => {
            let sender = rule.rule_id().unwrap_or_default();
            Some(("sender_rule", format!("the rule is for events from `{sender}`, in all rooms")))
        }
        RuleKind::Postcontent | RuleKind::Underride => {
            Some(("custom_rule", format!("no setting stands for an `{}` rule of one's own", rule.kind())))
        }
    }
}

fn check_override(rule: Rule<'_>, rooms: &mut Rooms) -> Found {
    let Some(Named { room_id, exactly }) = named_room(rule) else {
        let message = "no setting stands for an `override` rule that is not for one room";
        return Some(("custom_rule", message.to_owned()));
    };
    if !exactly {
        let message = format!("the rule is for some events in `{room_id}` only; it is no mute");
        return Some(("conditional_room_rule", message));
    }
    check_whole_room(rule, &room_id, rooms).or_else(|| {
        let effect = Effect::of(rule);
        if !effect.is_silent() {
            let message = format!("the rule notifies for all events in `{room_id}`, before any other rule");
            return Some(("notifying_override", message));
        }
        check_actions(&effect)
    })
}

fn check_room(rule: Rule<'_>, rooms: &mut Rooms) -> Found {
    let room_id = rule.rule_id().unwrap_or_default();
    if !room_id.starts_with('!') {
        return Some(("not_a_room", format!("`{room_id}` is not a room ID; the rule matches in no room")));
    }
    check_whole_room(rule, room_id, rooms).or_else(|| check_actions(&Effect::of(rule)))
}

/// One rule in force for a room says it all; others are not reached.
fn check_whole_room(rule: Rule<'_>, room_id: &str, rooms: &mut Rooms) -> Found {
    if !rule.is_enabled() {
        return Some(("disabled_rule", format!("the rule for `{room_id}` is disabled and has no effect")));
    }
    if !rooms.insert(room_id) {
        let message = format!("a rule before this one is for all events in `{room_id}`; it is never reached");
        return Some(("hidden_rule", message));
    }
    None
}

fn check_actions(effect: &Effect) -> Found {
    let message = || "the actions are neither none nor a notification with the default sound or without";
    (!effect.is_plain()).then(|| ("unusual_actions", message().to_owned()))
}

fn check_keyword(rule: Rule<'_>) -> Found {
    let keyword = rule.pattern().unwrap_or_default();
    if !rule.is_enabled() {
        return Some(("disabled_keyword", format!("the keyword `{keyword}` is disabled")));
    }
    let effect = Effect::of(rule);
    if !effect.notify {
        let message = format!("messages with `{keyword}` do not notify, whatever the mode of the room is");
        return Some(("silent_keyword", message));
    }
    check_actions(&Effect { highlight: false, ..effect })
}
