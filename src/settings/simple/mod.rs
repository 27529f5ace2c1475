//! Whether the simple settings can express a set of rules.
//!
//! A settings page that meets rules beyond its switches shows a state that is not the account's, or
//! gives up: Element X's "configuration mismatch" screen
//! (<https://github.com/element-hq/element-x-ios/issues/1836>), rules that Element Web hides
//! (<https://github.com/element-hq/element-web/issues/7833>). Here it can ask first, and name the
//! rules in question.

mod predefined;
mod user;

use serde::Serialize;

use crate::{
    kind::RuleKind,
    ruleset::{Rule, Ruleset},
};

/// Whether simple settings can express a set of rules, and what stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SimpleSettings {
    /// Room modes, default modes, keywords and the switches of predefined rules say everything.
    pub simple: bool,
    /// What they cannot say, in the order of evaluation.
    pub mismatches: Vec<SettingsMismatch>,
}

/// One thing that simple settings cannot express.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingsMismatch {
    /// The list that holds the rule, or should hold it.
    pub kind: RuleKind,
    /// The id of the rule; `None` (`null`) for a rule without one.
    pub rule_id: Option<String>,
    /// What it is, stable across versions: see [`simple_settings`].
    pub code: &'static str,
    /// One plain English sentence.
    pub message: String,
}

/// Compares a set of rules with what simple settings can express: a mode for each room and each type
/// of rooms, a list of keywords, and a switch for each predefined rule that clients offer one for
/// (mentions, calls, invites, notices, upgrades; `.m.rule.master` for all at once).
///
/// | code | what does not fit |
/// |---|---|
/// | `invalid_rule` | a rule that cannot be understood and never matches |
/// | `custom_rule` | an override, underride or postcontent rule of the user's that is no room mode |
/// | `sender_rule` | a rule for a sender |
/// | `conditional_room_rule` | an override rule for a room with further conditions |
/// | `notifying_override` | an override rule that notifies for all events of a room |
/// | `hidden_rule` | a rule for a room that another one for this room keeps from ever being reached |
/// | `disabled_rule` | a disabled rule for a room; the mode it stands for is not in force |
/// | `not_a_room` | a room rule whose id is not a room ID |
/// | `unusual_actions` | actions other than nothing, or a notification with the default sound or none (a keyword may highlight) |
/// | `disabled_keyword`, `silent_keyword` | a keyword that is listed but does not notify |
/// | `missing_default_rule` | one of the four rules of the default modes is not there |
/// | `default_modes_differ` | encrypted rooms have another default mode than others of the same size |
/// | `poll_mode_differs` | new polls do not follow the default mode of messages (MSC3930) |
/// | `legacy_twin_differs` | an old mention rule is not in the state of the rule that replaced it (R58) |
/// | `changed_default` | a predefined rule notifies though it should not, or the other way round, or one without a switch is off |
#[must_use]
pub fn simple_settings(rules: &Ruleset) -> SimpleSettings {
    let mut mismatches = Vec::new();
    let mut rooms = user::Rooms::default();
    let standard = predefined::standard();
    for rule in rules.in_order() {
        let found = if super::actions::is_predefined(rule) {
            predefined::check(rule, standard.as_ref())
        } else {
            user::check(rule, &mut rooms)
        };
        mismatches.extend(found.into_iter().map(|(code, message)| of_rule(rule, code, message)));
    }
    mismatches.extend(predefined::check_together(rules));
    SimpleSettings { simple: mismatches.is_empty(), mismatches }
}

fn of_rule(rule: Rule<'_>, code: &'static str, message: String) -> SettingsMismatch {
    SettingsMismatch { kind: rule.kind(), rule_id: rule.rule_id().map(str::to_owned), code, message }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::simple_settings;
    use crate::{
        DefaultRulesOptions, OptInSet, RuleKind, Ruleset, SpecVersion, default_rules,
        settings::{RoomMode, RoomType, add_keyword, set_default_room_mode, set_room_mode},
    };

    fn defaults() -> Ruleset {
        let options = DefaultRulesOptions { version: SpecVersion::V1_16, sets: OptInSet::ALL.to_vec() };
        default_rules("@a:x", &options).unwrap()
    }

    /// The codes and ids of what does not fit after a rule was put before the others.
    fn with(kind: &str, rules: &[Value]) -> Vec<(String, &'static str)> {
        let mut document = defaults().into_value();
        document[kind].as_array_mut().unwrap().splice(0..0, rules.iter().cloned());
        mismatches(&Ruleset::from_value(document).unwrap())
    }

    fn mismatches(rules: &Ruleset) -> Vec<(String, &'static str)> {
        let settings = simple_settings(rules);
        assert_eq!(settings.simple, settings.mismatches.is_empty());
        settings.mismatches.into_iter().map(|found| (found.rule_id.unwrap_or_default(), found.code)).collect()
    }

    /// The defaults with some fields of one rule changed.
    fn changed(kind: RuleKind, rule_id: &str, fields: &Value) -> Vec<(String, &'static str)> {
        let mut document = defaults().into_value();
        let rules = document[kind.as_str()].as_array_mut().unwrap();
        let rule = rules.iter_mut().find(|rule| rule["rule_id"] == rule_id).unwrap();
        for (name, value) in fields.as_object().unwrap() {
            rule[name] = value.clone();
        }
        mismatches(&Ruleset::from_value(document).unwrap())
    }

    fn one(rule_id: &str, code: &'static str) -> Vec<(String, &'static str)> {
        vec![(rule_id.to_owned(), code)]
    }

    fn room_condition() -> Value {
        json!({"kind": "event_match", "key": "room_id", "pattern": "!r:x"})
    }

    fn rule(rule_id: &str, actions: Value) -> Value {
        json!({"rule_id": rule_id, "conditions": [room_condition()], "actions": actions, "enabled": true,
            "default": false})
    }

    #[test]
    fn what_servers_serve_is_simple() {
        assert_eq!(mismatches(&defaults()), []);
        for version in SpecVersion::ALL {
            let options = DefaultRulesOptions { version, sets: Vec::new() };
            assert_eq!(mismatches(&default_rules("@a:x", &options).unwrap()), []);
        }
        let files = ["v1.6", "v1.16", "v1.19"].map(|version| format!("default_rules_{version}.json"));
        for file in files.iter().map(String::as_str).chain(["synapse_pushrules.json"]) {
            let path = format!("{}/tests/data/{file}", env!("CARGO_MANIFEST_DIR"));
            let rules = Ruleset::from_json(&std::fs::read_to_string(path).unwrap()).unwrap();
            assert_eq!(mismatches(&rules), [], "{file}");
        }
    }

    #[test]
    fn what_the_settings_make_is_simple() {
        let mut rules = defaults();
        for (room, mode) in RoomMode::ALL.into_iter().enumerate() {
            rules = set_room_mode(&rules, &format!("!{room}:x"), Some(mode)).unwrap();
        }
        for keyword in ["rocket", ".net", "and/or"] {
            rules = add_keyword(&rules, keyword).unwrap();
        }
        for room in RoomType::ALL {
            rules = set_default_room_mode(&rules, room, RoomMode::MentionsAndKeywords).unwrap();
        }
        assert_eq!(mismatches(&rules), []);
    }

    #[test]
    fn rules_of_ones_own() {
        let sender = json!({"kind": "event_match", "key": "sender", "pattern": "@b:x"});
        let mut custom = rule("c", json!([]));
        custom["conditions"] = json!([sender]);
        assert_eq!(with("override", std::slice::from_ref(&custom)), one("c", "custom_rule"));
        assert_eq!(with("underride", &[custom]), one("c", "custom_rule"));
        assert_eq!(with("underride", &[rule("!r:x", json!([]))]), one("!r:x", "custom_rule"));
        assert_eq!(with("sender", &[rule("@b:x", json!([]))]), one("@b:x", "sender_rule"));
        let mut conditional = rule("c", json!([]));
        conditional["conditions"] = json!([room_condition(), sender]);
        assert_eq!(with("override", &[conditional]), one("c", "conditional_room_rule"));
        assert_eq!(with("override", &[json!({"rule_id": "x"})]), one("x", "invalid_rule"));
        assert_eq!(with("room", &[json!(7)]), one("", "invalid_rule"));
    }

    #[test]
    fn rules_for_a_room() {
        let loud = json!(["notify"]);
        assert_eq!(with("override", &[rule("!r:x", json!(["dont_notify"]))]), []);
        assert_eq!(with("override", &[rule("m", loud.clone())]), one("m", "notifying_override"));
        let pair = [rule("m", json!([])), rule("!r:x", json!([]))];
        assert_eq!(with("override", &pair), one("!r:x", "hidden_rule"));
        let mut off = rule("!r:x", json!([]));
        off["enabled"] = json!(false);
        assert_eq!(with("override", std::slice::from_ref(&off)), one("!r:x", "disabled_rule"));
        assert_eq!(with("room", &[off]), one("!r:x", "disabled_rule"));
        assert_eq!(with("room", &[rule("#r:x", loud)]), one("#r:x", "not_a_room"));

        let mut document = defaults().into_value();
        document["override"].as_array_mut().unwrap().push(rule("!r:x", json!([])));
        document["room"].as_array_mut().unwrap().push(rule("!r:x", json!(["notify"])));
        let rules = Ruleset::from_value(document).unwrap();
        assert_eq!(simple_settings(&rules).mismatches[0].kind, RuleKind::Room);
        assert_eq!(mismatches(&rules), one("!r:x", "hidden_rule"));
    }

    #[test]
    fn actions_of_a_room_rule() {
        let room = |actions| with("room", &[rule("!r:x", actions)]);
        let tweak = |name: &str, value: Value| json!({"set_tweak": name, "value": value});
        let sound = tweak("sound", json!("default"));
        for plain in [
            json!([]),
            json!(["dont_notify"]),
            json!(["notify"]),
            json!(["notify", sound]),
            json!(["notify", sound, tweak("highlight", json!(false))]),
        ] {
            assert_eq!(room(plain), []);
        }
        for odd in [
            json!(["notify", {"set_tweak": "highlight"}]),
            json!(["notify", tweak("sound", json!("ring"))]),
            json!(["notify", tweak("colour", json!("red"))]),
            json!([sound]),
            json!(["org.matrix.msc3768.notify_in_app"]),
        ] {
            assert_eq!(room(odd), one("!r:x", "unusual_actions"));
        }
    }

    #[test]
    fn keywords() {
        let keyword = |enabled: bool, actions: Value| {
            let rule = json!({"rule_id": "w", "pattern": "w", "enabled": enabled, "actions": actions,
                "default": false});
            with("content", &[rule])
        };
        let highlight = json!({"set_tweak": "highlight"});
        let ring = json!({"set_tweak": "sound", "value": "ring"});
        assert_eq!(keyword(true, json!(["notify"])), []);
        assert_eq!(keyword(true, json!(["notify", highlight])), []);
        assert_eq!(keyword(false, json!(["notify"])), one("w", "disabled_keyword"));
        assert_eq!(keyword(true, json!([])), one("w", "silent_keyword"));
        assert_eq!(keyword(true, json!(["notify", ring])), one("w", "unusual_actions"));
    }

    #[test]
    fn switches_of_predefined_rules_are_settings() {
        let off = json!({"enabled": false});
        for rule_id in [".m.rule.call", ".m.rule.invite_for_me", ".m.rule.suppress_notices"] {
            let kind = if rule_id == ".m.rule.call" { RuleKind::Underride } else { RuleKind::Override };
            assert_eq!(changed(kind, rule_id, &off), []);
        }
        assert_eq!(changed(RuleKind::Override, ".m.rule.master", &json!({"enabled": true})), []);
    }

    #[test]
    fn changes_of_other_predefined_rules_are_not() {
        let change = |kind, rule_id: &str, fields: Value| {
            assert_eq!(changed(kind, rule_id, &fields), one(rule_id, "changed_default"));
        };
        change(RuleKind::Override, ".m.rule.reaction", json!({"enabled": false}));
        change(RuleKind::Override, ".m.rule.member_event", json!({"actions": ["notify"]}));
        change(RuleKind::Override, ".m.rule.tombstone", json!({"actions": []}));
        change(RuleKind::Override, ".m.rule.master", json!({"actions": ["notify"]}));
    }

    #[test]
    fn legacy_mention_rules_must_agree_with_the_modern_ones() {
        // https://github.com/element-hq/element-web/issues/35031
        let off = json!({"enabled": false});
        let found = changed(RuleKind::Override, ".m.rule.is_user_mention", &off);
        assert_eq!(
            found,
            [
                (".m.rule.contains_display_name".to_owned(), "legacy_twin_differs"),
                (".m.rule.contains_user_name".to_owned(), "legacy_twin_differs"),
            ]
        );
        let found = changed(RuleKind::Override, ".m.rule.roomnotif", &off);
        assert_eq!(found, one(".m.rule.roomnotif", "legacy_twin_differs"));
    }

    #[test]
    fn default_modes_must_agree() {
        // https://github.com/element-hq/element-x-ios/issues/1836: "configuration mismatch".
        let quiet = json!({"actions": []});
        assert_eq!(
            changed(RuleKind::Underride, ".m.rule.encrypted", &quiet),
            one(".m.rule.encrypted", "default_modes_differ")
        );
        assert_eq!(
            changed(RuleKind::Underride, ".m.rule.room_one_to_one", &quiet),
            [
                (".m.rule.encrypted_room_one_to_one".to_owned(), "default_modes_differ"),
                (".org.matrix.msc3930.rule.poll_start_one_to_one".to_owned(), "poll_mode_differs"),
            ]
        );
        assert_eq!(
            changed(
                RuleKind::Underride,
                ".m.rule.message",
                &json!({"actions": ["notify", {"set_tweak": "highlight"}]})
            ),
            one(".m.rule.message", "unusual_actions")
        );
    }

    #[test]
    fn without_the_default_rules_there_are_no_default_modes() {
        let found = mismatches(&Ruleset::from_json("{}").unwrap());
        assert_eq!(found.len(), 4);
        assert!(found.iter().all(|(_, code)| *code == "missing_default_rule"));
    }
}
