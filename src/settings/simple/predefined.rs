//! The rules that the server made.

use super::SettingsMismatch;
use crate::{
    defaults::{DefaultRulesOptions, OptInSet, SpecVersion, default_rules},
    kind::RuleKind,
    ruleset::{Rule, Ruleset, read},
    settings::{
        actions::{Effect, is_live},
        default_mode::{default_room_mode, default_rule_id, mode_of, poll_rule_id},
        mode::RoomType,
    },
};

type Found = Option<(&'static str, String)>;

/// Predefined rules that clients offer a switch for, beside those of the default modes.
const SWITCHES: [&str; 11] = [
    ".m.rule.master",
    ".m.rule.suppress_notices",
    ".m.rule.invite_for_me",
    ".m.rule.is_user_mention",
    ".m.rule.contains_display_name",
    ".m.rule.contains_user_name",
    ".m.rule.is_room_mention",
    ".m.rule.roomnotif",
    ".m.rule.tombstone",
    ".m.rule.call",
    ".org.matrix.msc4028.encrypted_event",
];

/// The rules that take the place of legacy mention rules (R58), and those.
const TWINS: [(&str, RuleKind, &str); 3] = [
    (".m.rule.is_user_mention", RuleKind::Override, ".m.rule.contains_display_name"),
    (".m.rule.is_user_mention", RuleKind::Content, ".m.rule.contains_user_name"),
    (".m.rule.is_room_mention", RuleKind::Override, ".m.rule.roomnotif"),
];

/// What of one predefined rule simple settings cannot express, given what servers first serve.
pub(super) fn check(rule: Rule<'_>, standard: Option<&Ruleset>) -> Found {
    if read(rule, &mut |_| {}).is_none() {
        return Some(("invalid_rule", "the rule cannot be understood and never matches".to_owned()));
    }
    let rule_id = rule.rule_id()?;
    let effect = Effect::of(rule);
    if rule.kind() == RuleKind::Underride && is_mode_rule(rule_id) {
        let message = "the actions are neither none nor a notification with the default sound or without";
        return (!effect.is_plain()).then(|| ("unusual_actions", message.to_owned()));
    }
    let standard = standard?.rule(rule.kind(), rule_id)?;
    if effect.notify != Effect::of(standard).notify {
        let message = if effect.notify {
            "the rule notifies, but it is there to silence"
        } else {
            "the rule does not notify, but it is there to"
        };
        return Some(("changed_default", message.to_owned()));
    }
    if rule.is_enabled() != standard.is_enabled() && !SWITCHES.contains(&rule_id) {
        let state = if rule.is_enabled() { "enabled" } else { "disabled" };
        return Some(("changed_default", format!("the rule is {state}, which no setting stands for")));
    }
    None
}

fn is_mode_rule(rule_id: &str) -> bool {
    RoomType::ALL
        .into_iter()
        .any(|room| default_rule_id(room) == rule_id || poll_rule_id(room.one_to_one) == rule_id)
}

/// The predefined rules that this crate knows, as a server first serves them.
pub(super) fn standard() -> Option<Ruleset> {
    let options = DefaultRulesOptions { version: SpecVersion::V1_16, sets: OptInSet::ALL.to_vec() };
    // Whose rules they are makes no difference to the actions.
    default_rules("@user:example.org", &options).ok()
}

/// What predefined rules say only together.
pub(super) fn check_together(rules: &Ruleset) -> Vec<SettingsMismatch> {
    let mut found = Vec::new();
    let mut push = |kind, rule_id: &str, code, message| {
        found.push(SettingsMismatch { kind, rule_id: Some(rule_id.to_owned()), code, message });
    };
    for (modern, kind, legacy) in TWINS {
        let Some(modern_rule) = rules.rule(RuleKind::Override, modern) else { continue };
        let Some(legacy_rule) = rules.rule(kind, legacy) else { continue };
        let is_on = |rule| is_live(rule) && Effect::of(rule).notify;
        if is_on(modern_rule) != is_on(legacy_rule) {
            let state = |rule| if is_on(rule) { "on" } else { "off" };
            let message = format!(
                "the rule is {}, but `{modern}`, which took its place, is {}",
                state(legacy_rule),
                state(modern_rule)
            );
            push(kind, legacy, "legacy_twin_differs", message);
        }
    }
    for room in RoomType::ALL {
        let rule_id = default_rule_id(room);
        if rules.rule(RuleKind::Underride, rule_id).is_none() {
            let message = format!("there is no rule `{rule_id}` to hold the default mode of such rooms");
            push(RuleKind::Underride, rule_id, "missing_default_rule", message);
        }
    }
    for one_to_one in [true, false] {
        let [plain, encrypted] = [false, true].map(|encrypted| RoomType { encrypted, one_to_one });
        let (plain_mode, encrypted_mode) =
            (default_room_mode(rules, plain), default_room_mode(rules, encrypted));
        if plain_mode != encrypted_mode {
            let message = format!(
                "the default mode of encrypted rooms is `{encrypted_mode}`, of others, by `{}`, `{plain_mode}`",
                default_rule_id(plain)
            );
            push(RuleKind::Underride, default_rule_id(encrypted), "default_modes_differ", message);
        }
        let poll = poll_rule_id(one_to_one);
        if let Some(poll_mode) = mode_of(rules, poll)
            && poll_mode != plain_mode
        {
            let message = format!(
                "the mode of new polls is `{poll_mode}`, of messages, by `{}`, `{plain_mode}`",
                default_rule_id(plain)
            );
            push(RuleKind::Underride, poll, "poll_mode_differs", message);
        }
    }
    found
}
