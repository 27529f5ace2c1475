//! What the codes of conditions say. Their documentation is in `codes.md`.

/// Codes of conditions that hold.
const HOLDS: [&str; 17] = [
    "equals_pattern",
    "matches_pattern",
    "body_contains",
    "body_matches",
    "empty_pattern_fits",
    "property_equals",
    "array_contains",
    "body_contains_display_name",
    "member_count_fits",
    "power_level_suffices",
    "feature_supported",
    "thread_subscription_fits",
    "call_started",
    "related_event_known",
    "id_is_pattern",
    "display_name_is_pattern",
    "condition_holds",
];

/// Codes of conditions that do not hold.
const DOES_NOT_HOLD: [&str; 29] = [
    "property_missing",
    "differs_from_pattern",
    "pattern_not_matched",
    "not_in_body",
    "not_matched_in_body",
    "empty_pattern_does_not_fit",
    "different_value",
    "property_not_comparable",
    "property_not_an_array",
    "array_lacks",
    "display_name_unknown",
    "display_name_not_in_body",
    "member_count_unknown",
    "member_count_differs",
    "power_levels_unknown",
    "power_level_too_low",
    "feature_not_supported",
    "not_in_thread",
    "thread_subscription_unknown",
    "thread_subscription_differs",
    "no_call_intent",
    "call_ended",
    "call_already_running",
    "related_event_unknown",
    "reply_is_fallback",
    "unknown_condition",
    "invalid_condition",
    "notification_key_unknown",
    "condition_does_not_hold",
];

/// Codes of conditions that do not hold, but at a glance look as if they should: what people ask about.
const NEARLY_HOLDS: [&str; 14] = [
    "unescaped_dot",
    "property_not_a_string",
    "only_part_matches",
    "inside_longer_word",
    "different_type",
    "differs_in_case",
    "wildcards_are_literal",
    "unicode_word",
    "word_character_next_to_match",
    "question_mark_is_full_stop",
    "wildcard_is_literal",
    "wildcard_stops_at_line_end",
    "redundant_escape",
    "sender_rule_tests_user_id",
];

/// The code of a dialect's own reading, whether it lets the condition hold or not.
const EITHER: &str = "dialect_reading";

/// Whether a code can be the reason of a condition that holds, or of one that does not.
pub(super) fn fits(code: &str, matched: bool) -> bool {
    code == EITHER
        || if matched { HOLDS.contains(&code) } else { DOES_NOT_HOLD.contains(&code) || is_near_miss(code) }
}

/// Whether it is the code of a near miss.
pub(super) fn is_near_miss(code: &str) -> bool {
    NEARLY_HOLDS.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::{DOES_NOT_HOLD, EITHER, HOLDS, NEARLY_HOLDS};

    #[test]
    fn every_code_is_documented() {
        let documented: Vec<(&str, &str)> = include_str!("codes.md")
            .lines()
            .skip(2)
            .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
            .map(|(code, rest)| (code, rest.split([':', ',']).next().unwrap_or_default()))
            .collect();
        let codes = HOLDS.map(|code| (code, "holds")).into_iter();
        let codes = codes.chain(DOES_NOT_HOLD.map(|code| (code, "does not hold")));
        let codes = codes.chain(NEARLY_HOLDS.map(|code| (code, "nearly holds")));
        let codes = codes.chain([(EITHER, "holds or does not hold")]);
        assert_eq!(documented, codes.collect::<Vec<_>>());
    }
}
