//! The reverse question: which rules govern a room?

use serde::Serialize;

use super::{
    actions::{Effect, is_live, is_predefined},
    default_mode::default_rule_id,
    mode::RoomTraits,
    naming::{matches_room, names_room},
    room_mode::user_defined,
};
use crate::{
    kind::RuleKind,
    ruleset::{Rule, Ruleset},
};

/// A rule that has a say in a room, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GoverningRule {
    /// The list that holds the rule.
    pub kind: RuleKind,
    /// Its id within the list.
    pub rule_id: String,
    /// Why it has a say.
    pub role: Role,
    /// Whether the rule is in force: enabled and understood.
    pub enabled: bool,
    /// Whether it notifies when it matches.
    pub notify: bool,
    /// Whether this is the rule that the room's mode comes from.
    pub decides: bool,
}

/// Why a rule has a say in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// `.m.rule.master`, which silences all rooms when it is enabled.
    Master,
    /// An override rule of the user's that names the room.
    Override,
    /// The room rule.
    Room,
    /// An underride rule of the user's that names the room.
    Underride,
    /// A rule of the user's with a condition on `room_id` that this room meets by wildcards or in
    /// another case. [`set_room_mode`](super::set_room_mode) does not touch it: it is for other rooms
    /// too.
    RoomPattern,
    /// A predefined underride rule for rooms of this type.
    Default,
}

/// The rules that govern a room, in the order of evaluation, disabled ones included.
///
/// These are the rules that name the room and those that apply to every message of rooms like it;
/// without traits, the defaults of all types of rooms. Rules for certain messages wherever they are
/// sent (mentions, keywords, senders) and custom rules that do not name the room are not listed:
/// they have nothing to do with this room. What happens to an event is the evaluator's answer.
///
/// At most one rule has `decides`: an enabled master rule, else the rule of the user's mode, else the
/// default, if the traits leave one only and it is enabled.
#[must_use]
pub fn rules_governing_room(rules: &Ruleset, room_id: &str, traits: RoomTraits) -> Vec<GoverningRule> {
    let defaults: Vec<_> = traits.possible_types().map(default_rule_id).collect();
    let governing: Vec<_> = rules
        .in_order()
        .filter_map(|rule| Some((rule, role(rule, room_id, &defaults)?, rule.rule_id()?)))
        .collect();
    let decider = decider(rules, room_id, &governing, defaults.len());
    governing
        .into_iter()
        .map(|(rule, role, rule_id)| GoverningRule {
            kind: rule.kind(),
            rule_id: rule_id.to_owned(),
            role,
            enabled: is_live(rule),
            notify: Effect::of(rule).notify,
            decides: decider == Some((rule.kind(), rule.position())),
        })
        .collect()
}

fn role(rule: Rule<'_>, room_id: &str, defaults: &[&str]) -> Option<Role> {
    match rule.kind() {
        RuleKind::Override if rule.is_master() => Some(Role::Master),
        RuleKind::Underride if rule.rule_id().is_some_and(|id| defaults.contains(&id)) => Some(Role::Default),
        _ if is_predefined(rule) => None,
        _ if !names_room(rule, room_id) => matches_room(rule, room_id).then_some(Role::RoomPattern),
        RuleKind::Override => Some(Role::Override),
        RuleKind::Room => Some(Role::Room),
        RuleKind::Underride => Some(Role::Underride),
        RuleKind::Content | RuleKind::Postcontent | RuleKind::Sender => None,
    }
}

fn decider(
    rules: &Ruleset,
    room_id: &str,
    governing: &[(Rule<'_>, Role, &str)],
    types: usize,
) -> Option<(RuleKind, usize)> {
    let live = |wanted: Role| {
        governing.iter().find(|(rule, role, _)| *role == wanted && is_live(*rule)).map(|(rule, ..)| *rule)
    };
    live(Role::Master)
        .or_else(|| user_defined(rules, room_id).map(|(_, rule)| rule))
        .or_else(|| if types == 1 { live(Role::Default) } else { None })
        .map(|rule| (rule.kind(), rule.position()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::rules_governing_room;
    use crate::{
        Ruleset, default_rules,
        settings::{RoomMode, RoomTraits, set_room_mode},
    };

    const ROOM: &str = "!r:x";

    fn governing(rules: &Ruleset, traits: &Value) -> Vec<String> {
        rules_governing_room(rules, ROOM, RoomTraits::from_value(traits).unwrap())
            .iter()
            .map(|rule| {
                let role = json!(rule.role);
                let mark = match (rule.decides, rule.enabled) {
                    (true, _) => " decides",
                    (false, false) => " disabled",
                    (false, true) => "",
                };
                format!("{} {}{mark}", role.as_str().unwrap(), rule.rule_id)
            })
            .collect()
    }

    fn defaults() -> Ruleset {
        default_rules("@a:x", &Default::default()).unwrap()
    }

    #[test]
    fn by_default_the_default_decides() {
        assert_eq!(
            governing(&defaults(), &json!({"member_count": 2, "encrypted": true})),
            ["master .m.rule.master disabled", "default .m.rule.encrypted_room_one_to_one decides"]
        );
        assert_eq!(
            governing(&defaults(), &json!({"member_count": 9})),
            ["master .m.rule.master disabled", "default .m.rule.message", "default .m.rule.encrypted"]
        );
    }

    #[test]
    fn a_choice_decides() {
        let group = json!({"member_count": 9, "encrypted": false});
        let muted = set_room_mode(&defaults(), ROOM, Some(RoomMode::Mute)).unwrap();
        assert_eq!(
            governing(&muted, &group),
            ["master .m.rule.master disabled", "override !r:x decides", "default .m.rule.message"]
        );
        let quiet = set_room_mode(&defaults(), ROOM, Some(RoomMode::MentionsAndKeywords)).unwrap();
        assert_eq!(
            governing(&quiet, &group),
            ["master .m.rule.master disabled", "room !r:x decides", "default .m.rule.message"]
        );
        assert_eq!(rules_governing_room(&quiet, "!other:x", RoomTraits::default()).len(), 5);
    }

    #[test]
    fn rules_for_several_rooms_are_told_apart() {
        let rule = |rule_id: &str, pattern: &str| {
            json!({"rule_id": rule_id, "enabled": true, "default": false, "actions": [],
                "conditions": [{"kind": "event_match", "key": "room_id", "pattern": pattern}]})
        };
        let rules = json!({"override": [rule("all", "*:x"), rule("case", "!R:X"), rule("not", "*:y")]});
        assert_eq!(
            governing(&Ruleset::from_value(rules).unwrap(), &json!({})),
            ["room_pattern all", "room_pattern case"]
        );
    }

    #[test]
    fn all_that_name_the_room_are_listed_and_the_master_decides() {
        let mut document = defaults().into_value();
        document["override"][0]["enabled"] = json!(true);
        let room = json!({"kind": "event_match", "key": "room_id", "pattern": ROOM});
        let sender = json!({"kind": "event_match", "key": "sender", "pattern": "@b:x"});
        let bot = json!({"rule_id": "bot", "enabled": false, "default": false, "actions": ["notify"],
            "conditions": [room, sender]});
        let other = json!({"rule_id": "other", "enabled": true, "default": false, "actions": ["notify"],
            "conditions": [sender]});
        document["override"].as_array_mut().unwrap().extend([bot.clone(), other.clone()]);
        document["underride"].as_array_mut().unwrap().extend([bot, other]);
        assert_eq!(
            governing(
                &Ruleset::from_value(document).unwrap(),
                &json!({"one_to_one": false, "encrypted": true})
            ),
            [
                "master .m.rule.master decides",
                "override bot disabled",
                "default .m.rule.encrypted",
                "underride bot disabled",
            ]
        );
    }
}
