//! Another mode for a room.

use serde_json::Value;

use super::{
    actions::{loud, silent, users_id},
    edits,
    mode::RoomMode,
    naming::names_room,
    room_mode::user_defined,
    rule_id::free_rule_id,
};
use crate::{
    edit::delete_rule,
    error::{ErrorCode, PushRulesError},
    json,
    kind::RuleKind,
    ruleset::Ruleset,
};

/// Rules in which a room has another mode; `None` takes the user's choice back, so that the default
/// decides.
///
/// The rule of the mode is created first, and the user's other rules that name the room are deleted
/// after it: a client that sends requests of its own in this order never leaves the room without
/// either mode ([`plan`](crate::edit::plan()) goes kind by kind and may pass through the default).
///
/// | mode | rule | actions |
/// |---|---|---|
/// | `mute` | override, with the room's id as its own and as the only condition | none |
/// | `mentions_and_keywords` | room | none |
/// | `all_messages` | room | `notify`, default sound |
///
/// Rules that name the room are its room rule and the override and underride rules with its id or
/// with a condition on it, **also when they have further conditions** ("this sender in this room"):
/// they could contradict the mode. [`simple_settings`](super::simple_settings) lists them beforehand.
/// A rule that stands for the mode already is kept as it is. Predefined rules are never touched.
///
/// ```
/// use matrix_push_rules::{DefaultRulesOptions, RuleKind, default_rules};
/// use matrix_push_rules::settings::{RoomMode, set_room_mode};
///
/// let rules = default_rules("@alice:example.org", &DefaultRulesOptions::default())?;
/// let muted = set_room_mode(&rules, "!cats:example.org", Some(RoomMode::Mute))?;
/// assert!(muted.rule(RuleKind::Override, "!cats:example.org").is_some());
/// assert_eq!(set_room_mode(&muted, "!cats:example.org", None)?, rules);
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
///
/// # Errors
/// `invalid_argument` at `room_id` when a mode is to be set for what is not a room ID;
/// `invalid_rule` when the API would refuse the room rule, as the room ID contains `/` or `\` (R11);
/// `invalid_rules` when the list that the rule belongs in is not a list.
pub fn set_room_mode(
    rules: &Ruleset,
    room_id: &str,
    mode: Option<RoomMode>,
) -> Result<Ruleset, PushRulesError> {
    let (mut result, keep) = match mode {
        None => (rules.clone(), None),
        Some(mode) => {
            check_room_id(room_id)?;
            let (result, kind, rule_id) = with_rule_of(rules, room_id, mode)?;
            (result, Some((kind, rule_id)))
        }
    };
    let keep = keep.as_ref().map(|(kind, rule_id)| (*kind, rule_id.as_str()));
    while let Some((kind, rule_id)) = conflicting(&result, room_id, keep) {
        result = delete_rule(&result, kind, &rule_id)?;
    }
    Ok(result)
}

fn check_room_id(room_id: &str) -> Result<(), PushRulesError> {
    // Since room version 12 a room ID has no server name.
    if room_id.len() > 1 && room_id.starts_with('!') {
        return Ok(());
    }
    let message = format!("`{room_id}` is not a room ID");
    Err(PushRulesError::new(ErrorCode::InvalidArgument, "room_id", message)
        .with_help("rules know rooms by IDs such as `!opaque:example.org`, not by aliases"))
}

/// The rules with the rule that stands for the mode, and its name.
fn with_rule_of(
    rules: &Ruleset,
    room_id: &str,
    mode: RoomMode,
) -> Result<(Ruleset, RuleKind, String), PushRulesError> {
    if let Some((current, rule)) = user_defined(rules, room_id)
        && current == mode
        && let Some(rule_id) = rule.rule_id()
    {
        return Ok((rules.clone(), rule.kind(), rule_id.to_owned()));
    }
    let (kind, rule_id) = match mode {
        // The id of the mute rule is only a name; should the API refuse the room's, another will do.
        RoomMode::Mute if room_id.contains(['/', '\\']) => {
            (RuleKind::Override, free_rule_id(rules, RuleKind::Override, room_id))
        }
        RoomMode::Mute => (RuleKind::Override, room_id.to_owned()),
        RoomMode::AllMessages | RoomMode::MentionsAndKeywords => (RuleKind::Room, room_id.to_owned()),
    };
    let mut rule = vec![
        ("rule_id", Value::from(rule_id.as_str())),
        ("actions", if mode == RoomMode::AllMessages { loud() } else { silent() }),
    ];
    if mode == RoomMode::Mute {
        let condition = json::fields(vec![
            ("kind", "event_match".into()),
            ("key", "room_id".into()),
            ("pattern", room_id.into()),
        ]);
        rule.push(("conditions", vec![condition].into()));
    }
    Ok((edits::put(rules, kind, rule)?, kind, rule_id))
}

/// The first of the user's rules that names the room beside the one to keep.
fn conflicting(rules: &Ruleset, room_id: &str, keep: Option<(RuleKind, &str)>) -> Option<(RuleKind, String)> {
    let of_the_room = rules.in_order().filter(|rule| names_room(*rule, room_id));
    of_the_room
        .filter_map(|rule| Some((rule.kind(), users_id(rules, rule)?)))
        .find(|rule| keep != Some(*rule))
        .map(|(kind, rule_id)| (kind, rule_id.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::set_room_mode;
    use crate::{
        ErrorCode, RuleKind, Ruleset, default_rules,
        settings::{RoomMode, RoomTraits, room_mode},
    };

    const ROOM: &str = "!r:x";

    fn condition(room_id: &str) -> Value {
        json!({"kind": "event_match", "key": "room_id", "pattern": room_id})
    }

    fn custom(rule_id: &str, conditions: Value, actions: Value, enabled: bool) -> Value {
        json!({"rule_id": rule_id, "conditions": conditions, "actions": actions, "enabled": enabled,
            "default": false})
    }

    /// The default rules with these ones of the user before them.
    fn with(override_rules: &[Value], room_rules: &[Value], underride_rules: &[Value]) -> Ruleset {
        let mut document = default_rules("@a:x", &Default::default()).unwrap().into_value();
        for (kind, rules) in
            [("override", override_rules), ("room", room_rules), ("underride", underride_rules)]
        {
            document[kind].as_array_mut().unwrap().splice(0..0, rules.iter().cloned());
        }
        Ruleset::from_value(json!({ "global": document })).unwrap()
    }

    /// Accounts in all states, some of them odd.
    fn accounts() -> Vec<Ruleset> {
        let sender = json!({"kind": "event_match", "key": "sender", "pattern": "@bot:x"});
        let mute = custom(ROOM, json!([condition(ROOM)]), json!(["dont_notify"]), true);
        let room = |actions: Value, enabled: bool| json!({"rule_id": ROOM, "actions": actions, "enabled": enabled, "default": false});
        vec![
            with(&[], &[], &[]),
            with(std::slice::from_ref(&mute), &[], &[]),
            with(&[custom(ROOM, json!([condition(ROOM)]), json!([]), false)], &[], &[]),
            with(
                &[custom("loud", json!([condition(ROOM)]), json!(["notify"]), true), mute.clone()],
                &[],
                &[],
            ),
            with(&[custom("bot", json!([sender, condition(ROOM)]), json!(["notify"]), true)], &[], &[]),
            with(&[custom(ROOM, json!([]), json!(["notify"]), true)], &[], &[]),
            with(&[], &[room(json!(["notify"]), true)], &[]),
            with(&[], &[room(json!([]), false)], &[]),
            with(&[mute], &[room(json!(["notify"]), true)], &[]),
            with(&[], &[], &[custom("late", json!([condition(ROOM)]), json!(["notify"]), true)]),
        ]
    }

    #[test]
    fn what_is_set_is_read() {
        let other = custom("other", json!([condition("!other:x")]), json!([]), true);
        for rules in accounts() {
            for mode in RoomMode::ALL {
                let set = set_room_mode(&rules, ROOM, Some(mode)).unwrap();
                let answer = room_mode(&set, ROOM, RoomTraits::default());
                assert_eq!(answer.mode, Some(mode), "{rules:?}");
                let user_rules = || set.in_order().filter(|rule| !rule.is_default());
                assert_eq!(user_rules().count(), 1, "{set:?}");
                assert_eq!(set_room_mode(&set, ROOM, Some(mode)).unwrap(), set);
            }
            let reset = set_room_mode(&rules, ROOM, None).unwrap();
            assert_eq!(reset, with(&[], &[], &[]));
        }
        let rules = with(std::slice::from_ref(&other), &[], &[]);
        let set = set_room_mode(&rules, ROOM, Some(RoomMode::Mute)).unwrap();
        assert!(set.rule(RuleKind::Override, "other").is_some());
    }

    #[test]
    fn the_rules_are_those_of_other_clients() {
        let set = |mode| set_room_mode(&with(&[], &[], &[]), ROOM, Some(mode)).unwrap();
        let fields = |rules: &Ruleset, kind, field: &str| {
            rules.rule(kind, ROOM).unwrap().as_value().get(field).unwrap().clone()
        };
        let muted = set(RoomMode::Mute);
        assert_eq!(fields(&muted, RuleKind::Override, "conditions"), json!([condition(ROOM)]));
        assert_eq!(fields(&muted, RuleKind::Override, "actions"), json!([]));
        assert_eq!(fields(&muted, RuleKind::Override, "enabled"), json!(true));
        let sound = json!({"set_tweak": "sound", "value": "default"});
        let all = set(RoomMode::AllMessages);
        assert_eq!(fields(&all, RuleKind::Room, "actions"), json!(["notify", sound]));
        let mentions = set(RoomMode::MentionsAndKeywords);
        assert_eq!(fields(&mentions, RuleKind::Room, "actions"), json!([]));
    }

    #[test]
    fn a_rule_that_stands_for_the_mode_is_kept() {
        let quiet = custom("my own name", json!([condition(ROOM)]), json!(["dont_notify"]), true);
        let rules = with(&[quiet], &[], &[]);
        assert_eq!(set_room_mode(&rules, ROOM, Some(RoomMode::Mute)).unwrap(), rules);
    }

    #[test]
    fn room_ids() {
        let rules = with(&[], &[], &[]);
        for room_id in ["", "!", "#alias:x", "room"] {
            let error = set_room_mode(&rules, room_id, Some(RoomMode::Mute)).unwrap_err();
            assert_eq!((error.code, error.path.as_str()), (ErrorCode::InvalidArgument, "room_id"));
        }
        // R11: no rule id with a slash; a mute rule may have any name, a room rule may not.
        let muted = set_room_mode(&rules, "!a/b:x", Some(RoomMode::Mute)).unwrap();
        assert_eq!(room_mode(&muted, "!a/b:x", RoomTraits::default()).mode, Some(RoomMode::Mute));
        assert!(muted.rule(RuleKind::Override, "!a_b:x").is_some());
        let error = set_room_mode(&rules, "!a/b:x", Some(RoomMode::AllMessages)).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidRule);
        // An alias in the room list, as some tests of servers have it, can be taken away.
        let alias = json!({"rule_id": "#a:x", "actions": [], "enabled": true, "default": false});
        let rules = with(&[], &[alias], &[]);
        assert_eq!(set_room_mode(&rules, "#a:x", None).unwrap(), with(&[], &[], &[]));
    }
}
