//! Every code that [`lint`](super::lint) can answer, with its severity and what to do about it.
//!
//! `docs/LINTS.md` tells the same at length; a test holds the two together.

use crate::diagnostic::Severity;

/// One kind of remark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lint {
    /// Its stable code.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What to do about it.
    pub help: &'static str,
}

/// What to do about a code.
pub(super) fn help(code: &str) -> Option<&'static str> {
    LINTS.iter().find(|lint| lint.code == code).map(|lint| lint.help)
}

macro_rules! lints {
    ($($name:ident $code:literal $severity:ident $help:literal)*) => {
        $(pub(super) const $name: Lint = Lint {
            code: $code, severity: Severity::$severity, help: $help,
        };)*

        /// Every kind of remark, those of [`Ruleset::diagnostics`](crate::Ruleset::diagnostics) first.
        pub const LINTS: &[Lint] = &[$($name),*];
    };
}

lints! {
    // The form of the document: reported by `Ruleset::diagnostics`.
    INVALID_LIST "invalid_list" Error "write an array of rules"
    UNKNOWN_KIND "unknown_kind" Warning "the kinds are `override`, `content`, `room`, `sender` and `underride`"
    NOT_AN_OBJECT "not_an_object" Error "write an object with `rule_id`, `default`, `enabled` and `actions`"
    MISSING_RULE_ID "missing_rule_id" Error "give the rule an id, unique within its kind"
    INVALID_RULE_ID "invalid_rule_id" Error "give the rule an id, unique within its kind"
    MISSING_ENABLED "missing_enabled" Warning "write `\"enabled\": true`; Element Web takes the rule for disabled, ruma refuses the whole set"
    INVALID_ENABLED "invalid_enabled" Error "write `true` or `false`"
    MISSING_ACTIONS "missing_actions" Error "write `\"actions\": [\"notify\"]` to notify, or `[]` to be silent"
    INVALID_ACTIONS "invalid_actions" Error "write an array such as `[\"notify\"]`, or `[]` to be silent"
    MISSING_PATTERN "missing_pattern" Error "give the rule a `pattern`: the word or phrase to look for"
    INVALID_CONDITIONS "invalid_conditions" Error "write an array of conditions"
    UNKNOWN_CONDITION "unknown_condition" Warning "check the spelling; a rule with an unknown condition never matches"
    INVALID_CONDITION "invalid_condition" Error "complete or correct the condition"
    UNKNOWN_ACTION "unknown_action" Warning "use `notify` and `{\"set_tweak\": …}`; Synapse refuses rules with other actions"
    INVALID_ACTION "invalid_action" Error "use `\"notify\"` or an object with `set_tweak`"
    INVALID_TWEAK "invalid_tweak" Warning "`sound` wants a string such as `\"default\"`, `highlight` a boolean; ruma refuses the whole set otherwise"
    DUPLICATE_RULE_ID "duplicate_rule_id" Warning "delete one of the rules or give it another id"

    // Ids.
    REFUSED_RULE_ID "refused_rule_id" Warning "create the rule anew under an id without `/` and `\\`; the API cannot address this one"
    DOTTED_USER_RULE "dotted_user_rule" Warning "use an id without a leading dot; the API refuses to create or change this rule"
    UNDOTTED_DEFAULT_RULE "undotted_default_rule" Warning "set `default` to `false`; ids of server-default rules start with a dot"
    NOT_A_ROOM_ID "not_a_room_id" Warning "use the id of the room, which starts with `!`, not an alias or a name"
    NOT_A_USER_ID "not_a_user_id" Warning "use the full id of the user, such as `@alice:example.org`"
    WILDCARD_IN_ID "wildcard_in_id" Warning "use an override rule with `event_match` if several rooms or users are meant; implementations differ on wildcards in ids"
    SENDER_RULE_IGNORED "sender_rule_ignored" Warning "use an override or underride rule with `event_match` on `sender`, which works everywhere"
    OWN_SENDER "own_sender" Warning "delete the rule; push rules are not applied to events of the owner"
    TOO_LONG_FOR_SYNAPSE "too_long_for_synapse" Warning "shorten or split the rule; Synapse takes ids up to 300 bytes, and conditions and actions up to 1024 bytes"
    TOO_MANY_RULES "too_many_rules" Warning "delete rules; Synapse takes no more than 10000 from a user"

    // Fields.
    IGNORED_CONDITIONS "ignored_conditions" Warning "make it an override or underride rule if the conditions matter, else delete them"
    IGNORED_PATTERN "ignored_pattern" Warning "use an `event_match` condition, or make it a content rule"
    MISPLACED_FIELD "misplaced_field" Warning "`event_match` takes `pattern`; `event_property_is` and `event_property_contains` take `value`"
    REJECTED_BY_RUMA "rejected_by_ruma" Warning "correct this place; until then Element X and other users of ruma ignore every rule of the set"

    // Conditions.
    DEPRECATED_CONDITION "deprecated_condition" Warning "use `event_property_contains` on `content.m\\.mentions.user_ids`, or a content rule with the name"
    OUTDATED_CONDITION_KIND "outdated_condition_kind" Info "use the name that became part of the specification; ruma and Element Web know no other"
    UNSTABLE_CONDITION "unstable_condition" Info "expect the rule not to match where the proposal is not implemented"
    PERMISSION_KEY "permission_key" Warning "use `room`, the only key with a defined default"
    IMPOSSIBLE_MEMBER_COUNT "impossible_member_count" Warning "correct the number; a room in which an event arrives has at least one member"
    CONTRADICTORY_CONDITIONS "contradictory_conditions" Warning "write two rules; all conditions of a rule must hold at once"

    // Keys.
    UNESCAPED_DOT "unescaped_dot" Warning "write a dot that belongs to a property's name as `\\.`, such as `content.m\\.relates_to.rel_type`"
    ARRAY_INDEX_KEY "array_index_key" Warning "use `event_property_contains` on the array; only Element Web understands positions"
    REDUNDANT_ESCAPE "redundant_escape" Warning "write `\\.` for a dot and `\\\\` for a backslash in a name, and no other backslash"
    UNKNOWN_PROPERTY "unknown_property" Warning "start the key with a field of events, mostly `content.`"
    HIDDEN_FROM_SYNAPSE "hidden_from_synapse" Warning "use another property; Synapse evaluates events without their ids and without `unsigned`"
    PROPERTY_TYPE_MISMATCH "property_type_mismatch" Warning "use `event_match` for strings, `event_property_is` for booleans, integers and exact strings, `event_property_contains` for arrays"
    ESCAPED_VALUE "escaped_value" Warning "write the value as it stands in the event; only keys have escapes"

    // Patterns.
    EMPTY_PATTERN "empty_pattern" Warning "delete the rule or give it a pattern; implementations differ on what an empty one matches"
    WILDCARD_ONLY_PATTERN "wildcard_only_pattern" Warning "use an override or underride rule on `type` if every message is meant"
    QUESTION_MARK_ON_JS_SDK "question_mark_on_js_sdk" Warning "use `*`; on Element Web `?` matches nothing but a full stop"
    WILDCARD_RUN_ON_RUMA "wildcard_run_on_ruma" Warning "use a single `*`; ruma takes every second wildcard of a run literally"
    BACKTRACKING_GLOB "backtracking_glob" Warning "use fewer `*`; a long message can freeze Element Web"
    UNSPACED_SCRIPT_KEYWORD "unspaced_script_keyword" Warning "put `*` on both sides; on Synapse a keyword must not touch other letters"
    NON_ASCII_KEYWORD "non_ascii_keyword" Info "expect matches inside longer words; only ASCII letters, digits and `_` count as parts of words"
    PUNCTUATION_KEYWORD "punctuation_keyword" Info "expect no match on Element Web where a letter or digit touches the punctuation from outside"
    OUTER_SPACE_PATTERN "outer_space_pattern" Warning "delete the space at the edge; keywords match whole words anyway"
    REGEX_PATTERN "regex_pattern" Warning "use `*` and `?`; a pattern is a glob, not a regular expression"

    // Actions.
    CONTRADICTORY_TWEAKS "contradictory_tweaks" Warning "keep one of them; implementations differ on which one counts"
    TWEAKS_WITHOUT_NOTIFY "tweaks_without_notify" Warning "add `notify`, or delete the tweaks"
    CONTRADICTORY_ACTIONS "contradictory_actions" Warning "delete `dont_notify`, or write `[]` to be silent; some clients let it cancel `notify`"
    HISTORICAL_ACTION "historical_action" Info "delete it; rules without `notify` are silent"
    NULL_HIGHLIGHT "null_highlight" Warning "write `true` or leave `value` out to highlight, `false` not to; implementations differ on null"
    IMPLICIT_HIGHLIGHT "implicit_highlight" Info "add `{\"set_tweak\": \"highlight\", \"value\": false}` unless highlights are welcome"

    // Rules that other rules keep from being tried.
    MASTER_ENABLED "master_enabled" Warning "disable `.m.rule.master` to get notifications again"
    CATCH_ALL_RULE "catch_all_rule" Warning "disable the rule or give it conditions"
    UNREACHABLE_RULE "unreachable_rule" Warning "disable the rule that matches everything, or move this one before it"
    SHADOWED_RULE "shadowed_rule" Warning "delete one of the two, or move the more special one first"

    // Predefined rules.
    NO_DEFAULT_RULES "no_default_rules" Info "nothing, if this is a part of a ruleset; else ask the server for the rules anew"
    MISSING_DEFAULT_RULE "missing_default_rule" Warning "ask the server for the rules anew, or update it"
    OUTDATED_DEFAULT_RULE "outdated_default_rule" Info "update the server"
    ALTERED_DEFAULT_RULE "altered_default_rule" Warning "ask the server for the rules anew; conditions of default rules cannot be changed through the API"
    FOREIGN_DEFAULT_RULE "foreign_default_rule" Warning "make sure that these are the rules of the right account"
    CHANGED_DEFAULT_ACTIONS "changed_default_actions" Info "nothing, if it was meant"
    DISABLED_DEFAULT_RULE "disabled_default_rule" Info "nothing, if it was meant"
    DEFAULT_RULE_ORDER "default_rule_order" Warning "ask the server for the rules anew; the order of default rules decides which one wins"
    USER_RULE_BELOW_DEFAULT "user_rule_below_default" Warning "put the rule before the default rules, where the specification ranks it"
    LEGACY_MENTION_RULE_ALONE "legacy_mention_rule_alone" Warning "update the server; without its twin the rule misses mentions by `m.mentions`"
    MENTION_TWINS_DIFFER "mention_twins_differ" Info "give both rules the same setting; which one applies depends on the sender's client"
}
