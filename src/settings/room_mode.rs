//! The mode of a room.

use serde::Serialize;

use super::{
    actions::{Effect, is_live, users_id},
    default_mode::default_room_mode,
    mode::{RoomMode, RoomTraits},
    naming::named_room,
};
use crate::{
    action::MatchedRule,
    kind::RuleKind,
    ruleset::{MASTER, Rule, Ruleset},
};

/// How much of a room notifies, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoomModeAnswer {
    /// The mode in force: the user's, or else the default. `None` (`null`) when there is none of the
    /// user's and the defaults differ for the types that the room may be of.
    pub mode: Option<RoomMode>,
    /// The mode that the user chose for this room.
    pub user_defined: Option<RoomMode>,
    /// The mode that would be in force without a choice for this room, if the traits tell.
    pub default: Option<RoomMode>,
    /// The rule that holds the user's choice.
    pub rule: Option<MatchedRule>,
    /// `.m.rule.master` is enabled: nothing notifies in any room, whatever its mode is (R7).
    pub all_rooms_silenced: bool,
}

/// The mode of a room: the user's choice, or the default for rooms with these traits.
///
/// `mute` is an enabled override rule whose only condition is this room and which does not notify;
/// `actions` may be `[]` or the historical `["dont_notify"]`. Otherwise an enabled room rule decides:
/// `all_messages` if it notifies, with or without a sound, `mentions_and_keywords` if not.
/// Otherwise the default decides: see [`default_room_mode`].
///
/// ```
/// use matrix_push_rules::Ruleset;
/// use matrix_push_rules::settings::{RoomMode, RoomTraits, room_mode};
///
/// let rules = Ruleset::from_json(r#"{"room": [
///     {"rule_id": "!cats:example.org", "actions": [], "enabled": true, "default": false}
/// ]}"#)?;
/// let answer = room_mode(&rules, "!cats:example.org", RoomTraits::default());
/// assert_eq!(answer.mode, Some(RoomMode::MentionsAndKeywords));
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
#[must_use]
pub fn room_mode(rules: &Ruleset, room_id: &str, traits: RoomTraits) -> RoomModeAnswer {
    let user_defined = user_defined(rules, room_id);
    let mut defaults = traits.possible_types().map(|room| default_room_mode(rules, room));
    let default = defaults.next().filter(|first| defaults.all(|other| other == *first));
    let mode = user_defined.map(|(mode, _)| mode);
    RoomModeAnswer {
        mode: mode.or(default),
        user_defined: mode,
        default,
        rule: user_defined.and_then(|(_, rule)| {
            let rule_id = rule.rule_id()?.to_owned();
            Some(MatchedRule { kind: rule.kind(), rule_id })
        }),
        all_rooms_silenced: rules.rule(RuleKind::Override, MASTER).is_some_and(is_live),
    }
}

/// The user's choice and the rule that holds it.
pub(super) fn user_defined<'a>(rules: &'a Ruleset, room_id: &str) -> Option<(RoomMode, Rule<'a>)> {
    // Of several override rules for the room only the first is ever reached (R2).
    let first = rules.rules(RuleKind::Override).find(|rule| {
        named_room(*rule).is_some_and(|named| named.exactly && named.room_id == room_id)
            && is_live(*rule)
            && users_id(rules, *rule).is_some()
    });
    if let Some(rule) = first
        && Effect::of(rule).is_silent()
    {
        return Some((RoomMode::Mute, rule));
    }
    let rule = rules
        .rules(RuleKind::Room)
        .find(|rule| rule.rule_id() == Some(room_id) && is_live(*rule) && users_id(rules, *rule).is_some())?;
    let mode = if Effect::of(rule).notify { RoomMode::AllMessages } else { RoomMode::MentionsAndKeywords };
    Some((mode, rule))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::room_mode;
    use crate::{
        Ruleset, default_rules,
        settings::{RoomMode, RoomTraits},
    };

    const ROOM: &str = "!r:x";

    fn user_defined(rules: Value) -> Option<RoomMode> {
        let rules = Ruleset::from_value(rules).unwrap();
        let answer = room_mode(&rules, ROOM, RoomTraits::default());
        assert_eq!(answer.user_defined.is_some(), answer.rule.is_some());
        answer.user_defined
    }

    fn mute(change: &Value) -> Value {
        let mut rule = json!({
            "rule_id": ROOM, "enabled": true, "default": false, "actions": [],
            "conditions": [{"kind": "event_match", "key": "room_id", "pattern": ROOM}],
        });
        for (name, value) in change.as_object().unwrap() {
            rule[name] = value.clone();
        }
        rule
    }

    fn room(enabled: bool, actions: &Value) -> Value {
        json!({"rule_id": ROOM, "enabled": enabled, "default": false, "actions": actions})
    }

    #[test]
    fn mute_is_an_override_rule_for_the_room() {
        let muted =
            |change: Value| user_defined(json!({"override": [mute(&change)]})) == Some(RoomMode::Mute);
        assert!(muted(json!({})));
        assert!(muted(json!({"rule_id": "quiet"})));
        // https://github.com/element-hq/element-web/issues/25674: both forms of silence are a mute.
        assert!(muted(json!({"actions": ["dont_notify"]})));
        assert!(!muted(json!({"enabled": false})));
        assert!(!muted(json!({"actions": ["notify"]})));
        assert!(!muted(json!({"actions": "broken"})));
        assert!(!muted(json!({"conditions": []})));
        let other = json!([{"kind": "event_match", "key": "room_id", "pattern": "!other:x"}]);
        assert!(!muted(json!({"conditions": other})));
        let from_bot = json!([
            {"kind": "event_match", "key": "room_id", "pattern": ROOM},
            {"kind": "event_match", "key": "sender", "pattern": "@bot:x"},
        ]);
        assert!(!muted(json!({"conditions": from_bot})));
    }

    #[test]
    fn a_mute_behind_a_loud_rule_for_the_room_is_none() {
        let loud = mute(&json!({"rule_id": "loud", "actions": ["notify"]}));
        assert_eq!(user_defined(json!({"override": [loud, mute(&json!({}))]})), None);
        assert_eq!(user_defined(json!({"override": [mute(&json!({})), loud]})), Some(RoomMode::Mute));
    }

    #[test]
    fn the_room_rule_decides_between_the_other_two() {
        let of = |enabled, actions: Value| user_defined(json!({"room": [room(enabled, &actions)]}));
        assert_eq!(of(true, json!(["notify"])), Some(RoomMode::AllMessages));
        let sound = json!({"set_tweak": "sound", "value": "default"});
        assert_eq!(of(true, json!(["notify", sound])), Some(RoomMode::AllMessages));
        assert_eq!(of(true, json!([])), Some(RoomMode::MentionsAndKeywords));
        assert_eq!(of(true, json!(["dont_notify"])), Some(RoomMode::MentionsAndKeywords));
        assert_eq!(of(true, json!([sound])), Some(RoomMode::MentionsAndKeywords));
        assert_eq!(of(false, json!(["notify"])), None);
    }

    #[test]
    fn mute_wins_over_the_room_rule() {
        let rules = json!({"override": [mute(&json!({}))], "room": [room(true, &json!(["notify"]))]});
        assert_eq!(user_defined(rules), Some(RoomMode::Mute));
    }

    #[test]
    fn without_a_choice_the_default_decides_as_far_as_it_is_known() {
        let mut rules = default_rules("@a:x", &Default::default()).unwrap().into_value();
        let all = |rules: &Value, traits| {
            room_mode(&Ruleset::from_value(rules.clone()).unwrap(), ROOM, traits).mode
        };
        assert_eq!(all(&rules, RoomTraits::default()), Some(RoomMode::AllMessages));
        // Silence groups without encryption.
        let message = rules["underride"].as_array_mut().unwrap();
        message.iter_mut().find(|rule| rule["rule_id"] == ".m.rule.message").unwrap()["enabled"] =
            json!(false);
        let group = RoomTraits { one_to_one: Some(false), encrypted: None };
        assert_eq!(all(&rules, group), None);
        let plain = RoomTraits { encrypted: Some(false), ..group };
        assert_eq!(all(&rules, plain), Some(RoomMode::MentionsAndKeywords));
        let encrypted = RoomTraits { encrypted: Some(true), ..group };
        assert_eq!(all(&rules, encrypted), Some(RoomMode::AllMessages));
        let direct = RoomTraits { one_to_one: Some(true), encrypted: None };
        assert_eq!(all(&rules, direct), Some(RoomMode::AllMessages));
    }

    #[test]
    fn the_master_switch_is_told_beside_the_mode() {
        let silenced = |enabled: bool| {
            let master = json!({"rule_id": ".m.rule.master", "enabled": enabled, "default": true,
                "conditions": [], "actions": []});
            let rules = Ruleset::from_value(json!({"override": [master]})).unwrap();
            room_mode(&rules, ROOM, RoomTraits::default()).all_rooms_silenced
        };
        assert!(silenced(true));
        assert!(!silenced(false));
    }
}
