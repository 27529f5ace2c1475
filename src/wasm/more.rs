//! The functions that only the module with everything has.

use super::{
    arguments::Arguments,
    functions::{text, unknown},
    read,
};
use crate::{
    LintOptions, Offsets, Options, Ruleset, compare_dialects_in,
    counts::{Receipt, unread_counts},
    edit::{
        Placement, Request, apply, compare, delete_rule, plan, put_rule, set_rule_actions, set_rule_enabled,
    },
    error::PushRulesError,
    lint,
    settings::{
        RoomTraits, RoomType, add_keyword, default_room_mode, keywords, remove_keyword, room_mode,
        rules_governing_room, set_default_room_mode, set_room_mode, simple_settings,
    },
};

pub(super) fn act(function: &str, given: &Arguments) -> Result<String, PushRulesError> {
    match function {
        "plan" => text(&plan(&given.rules("from")?, &given.rules("to")?)),
        "compare" => text(&compare(
            given.texts("events"),
            &given.rules("before")?,
            &given.rules("after")?,
            &given.context()?,
            &given.options()?,
        )?),
        _ => about_rules(function, &given.rules("rules")?, given),
    }
}

/// Functions of one set of rules.
fn about_rules(function: &str, rules: &Ruleset, given: &Arguments) -> Result<String, PushRulesError> {
    match function {
        "compareDialects" => {
            let context = given.context()?;
            text(&compare_dialects_in(given.text("event"), rules, &context, Offsets::Utf16)?)
        }
        "lint" => text(&lint(rules, &LintOptions::from_value(&given.document("options")?)?)),
        "roomMode" => text(&room_mode(rules, given.text("room_id"), traits(given)?)),
        "rulesGoverningRoom" => text(&rules_governing_room(rules, given.text("room_id"), traits(given)?)),
        "defaultRoomMode" => text(&default_room_mode(rules, room_type(given))),
        "keywords" => text(&keywords(rules)),
        "simpleSettings" => text(&simple_settings(rules)),
        "unreadCounts" => {
            let events = given.texts("events").enumerate();
            let events: Vec<_> = events
                .map(|(position, event)| read(event, &format!("events.{position}")))
                .collect::<Result<_, _>>()?;
            let receipts = Receipt::list_from_value(&given.document("receipts")?)?;
            text(&unread_counts(&events, &rules.compile(&Options::default()), &given.context()?, &receipts)?)
        }
        _ => text(edited(function, rules, given)?.as_value()),
    }
}

/// Functions that make new rules out of rules.
fn edited(function: &str, rules: &Ruleset, given: &Arguments) -> Result<Ruleset, PushRulesError> {
    match function {
        "putRule" => {
            let placement =
                Placement { before: given.optional_text("before"), after: given.optional_text("after") };
            put_rule(rules, given.kind()?, &given.document("rule")?, &placement)
        }
        "deleteRule" => delete_rule(rules, given.kind()?, given.text("rule_id")),
        "setRuleEnabled" => {
            set_rule_enabled(rules, given.kind()?, given.text("rule_id"), given.flag("enabled"))
        }
        "setRuleActions" => {
            set_rule_actions(rules, given.kind()?, given.text("rule_id"), &given.document("actions")?)
        }
        "applyRequest" => apply(
            rules,
            &Request {
                method: given.text("method").to_owned(),
                path: given.text("path").to_owned(),
                body: given.value("body").is_string().then(|| given.document("body")).transpose()?,
            },
        ),
        "setRoomMode" => set_room_mode(
            rules,
            given.text("room_id"),
            given.value("mode").as_str().map(str::parse).transpose()?,
        ),
        "setDefaultRoomMode" => set_default_room_mode(rules, room_type(given), given.text("mode").parse()?),
        "addKeyword" => add_keyword(rules, given.text("keyword")),
        "removeKeyword" => remove_keyword(rules, given.text("keyword")),
        _ => Err(unknown(function)),
    }
}

fn traits(given: &Arguments) -> Result<RoomTraits, PushRulesError> {
    RoomTraits::from_value(&given.document("context")?)
}

fn room_type(given: &Arguments) -> RoomType {
    RoomType { encrypted: given.flag("encrypted"), one_to_one: given.flag("one_to_one") }
}
