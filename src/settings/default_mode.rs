//! The default modes of the four types of rooms.

use super::{
    actions::{Effect, is_live, loud, silent},
    edits,
    mode::{RoomMode, RoomType},
};
use crate::{
    edit::set_rule_actions,
    error::{ErrorCode, PushRulesError},
    kind::RuleKind,
    ruleset::Ruleset,
};

/// The predefined underride rule that decides for a type of rooms (R56).
pub(super) const fn default_rule_id(room: RoomType) -> &'static str {
    match (room.encrypted, room.one_to_one) {
        (true, true) => ".m.rule.encrypted_room_one_to_one",
        (false, true) => ".m.rule.room_one_to_one",
        (false, false) => ".m.rule.message",
        (true, false) => ".m.rule.encrypted",
    }
}

/// The rule of MSC3930 for new polls, where the server has it. Clients keep it in step with the rules
/// for messages.
pub(super) const fn poll_rule_id(one_to_one: bool) -> &'static str {
    if one_to_one {
        ".org.matrix.msc3930.rule.poll_start_one_to_one"
    } else {
        ".org.matrix.msc3930.rule.poll_start"
    }
}

/// The mode of rooms for which the user chose none.
///
/// One of `.m.rule.message`, `.m.rule.encrypted`, `.m.rule.room_one_to_one` and
/// `.m.rule.encrypted_room_one_to_one` decides: `all_messages` if it is there, enabled and notifies,
/// else `mentions_and_keywords`. A default is never `mute`.
#[must_use]
pub fn default_room_mode(rules: &Ruleset, room: RoomType) -> RoomMode {
    mode_of(rules, default_rule_id(room)).unwrap_or(RoomMode::MentionsAndKeywords)
}

/// The mode that a predefined underride rule stands for, if it exists.
pub(super) fn mode_of(rules: &Ruleset, rule_id: &str) -> Option<RoomMode> {
    let rule = rules.rule(RuleKind::Underride, rule_id)?;
    Some(if is_live(rule) && Effect::of(rule).notify {
        RoomMode::AllMessages
    } else {
        RoomMode::MentionsAndKeywords
    })
}

/// Rules in which rooms of a type have another default mode.
///
/// The actions of the predefined rule are set and the rule is enabled: `notify` with the default
/// sound for `all_messages`, no actions for `mentions_and_keywords`. The rule for new polls (MSC3930)
/// of one-to-one rooms, or of the others, follows where it exists. A rule that stands for the mode
/// already is left as it is, with its sound or without.
///
/// Settings pages have one switch for encrypted and other rooms: call it for both.
///
/// # Errors
/// `invalid_argument` for `mute`, which no default can be; `not_found` when the set has no such
/// predefined rule.
pub fn set_default_room_mode(
    rules: &Ruleset,
    room: RoomType,
    mode: RoomMode,
) -> Result<Ruleset, PushRulesError> {
    let actions = match mode {
        RoomMode::AllMessages => loud(),
        RoomMode::MentionsAndKeywords => silent(),
        RoomMode::Mute => {
            let message = "`mute` cannot be a default mode";
            return Err(PushRulesError::new(ErrorCode::InvalidArgument, "mode", message)
                .with_help("enable `.m.rule.master` to silence all rooms"));
        }
    };
    let mut result = rules.clone();
    let poll = Some(poll_rule_id(room.one_to_one)).filter(|id| mode_of(rules, id).is_some());
    for rule_id in std::iter::once(default_rule_id(room)).chain(poll) {
        if mode_of(&result, rule_id) != Some(mode) {
            result = set_rule_actions(&result, RuleKind::Underride, rule_id, &actions)?;
            result = edits::enable(&result, RuleKind::Underride, rule_id)?;
        }
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::{default_room_mode, default_rule_id, set_default_room_mode};
    use crate::{
        DefaultRulesOptions, ErrorCode, OptInSet, RuleKind, Ruleset, default_rules,
        settings::{RoomMode, RoomType},
    };

    fn with_polls() -> Ruleset {
        let mut options = DefaultRulesOptions::default();
        options.sets.push(OptInSet::Polls);
        default_rules("@a:x", &options).unwrap()
    }

    #[test]
    fn all_defaults_notify_at_first() {
        for room in RoomType::ALL {
            assert_eq!(default_room_mode(&with_polls(), room), RoomMode::AllMessages);
        }
    }

    #[test]
    fn what_is_set_is_read_and_only_for_that_type() {
        for room in RoomType::ALL {
            let set = set_default_room_mode(&with_polls(), room, RoomMode::MentionsAndKeywords).unwrap();
            for other in RoomType::ALL {
                let expected =
                    if other == room { RoomMode::MentionsAndKeywords } else { RoomMode::AllMessages };
                assert_eq!(default_room_mode(&set, other), expected, "{room:?} {other:?}");
            }
            let again = set_default_room_mode(&set, room, RoomMode::AllMessages).unwrap();
            assert_eq!(default_room_mode(&again, room), RoomMode::AllMessages);
        }
    }

    #[test]
    fn what_is_so_already_stays() {
        let rules = with_polls();
        for room in RoomType::ALL {
            assert_eq!(set_default_room_mode(&rules, room, RoomMode::AllMessages).unwrap(), rules);
        }
    }

    #[test]
    fn polls_follow_and_disabled_rules_are_enabled() {
        let room = RoomType { encrypted: false, one_to_one: true };
        let actions = |rules: &Ruleset, rule_id: &str| {
            let rule = rules.rule(RuleKind::Underride, rule_id).unwrap();
            (rule.is_enabled(), rule.actions().unwrap().len())
        };
        let poll = ".org.matrix.msc3930.rule.poll_start_one_to_one";
        let quiet = set_default_room_mode(&with_polls(), room, RoomMode::MentionsAndKeywords).unwrap();
        assert_eq!(actions(&quiet, poll), (true, 0));
        assert_eq!(actions(&quiet, default_rule_id(room)), (true, 0));
        assert_eq!(actions(&quiet, ".org.matrix.msc3930.rule.poll_start"), (true, 1));

        let mut document = quiet.into_value();
        for rule in document["underride"].as_array_mut().unwrap() {
            rule["enabled"] = false.into();
        }
        let off = Ruleset::from_value(document).unwrap();
        let loud = set_default_room_mode(&off, room, RoomMode::AllMessages).unwrap();
        assert_eq!(actions(&loud, default_rule_id(room)), (true, 2));
        assert_eq!(actions(&loud, poll), (true, 2));
        assert!(!actions(&loud, ".m.rule.message").0);
    }

    #[test]
    fn errors() {
        let room = RoomType { encrypted: false, one_to_one: false };
        let error = set_default_room_mode(&with_polls(), room, RoomMode::Mute).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidArgument);
        let empty = Ruleset::from_json("{}").unwrap();
        assert_eq!(default_room_mode(&empty, room), RoomMode::MentionsAndKeywords);
        let error = set_default_room_mode(&empty, room, RoomMode::AllMessages).unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound);
    }
}
