//! Settings say what the evaluator does.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use matrix_push_rules::{
    Context, DefaultRulesOptions, Evaluation, OptInSet, Options, RuleKind, Ruleset, SpecVersion,
    default_rules,
    edit::{apply, plan},
    evaluate,
    settings::{
        RoomMode, RoomTraits, RoomType, add_keyword, default_room_mode, keywords, remove_keyword, room_mode,
        rules_governing_room, set_default_room_mode, set_room_mode, simple_settings,
    },
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Value, json};

const ME: &str = "@me:x";
const ROOM: &str = "!r:x";

fn defaults() -> Vec<Ruleset> {
    let of = |version, sets: &[OptInSet]| {
        let options = DefaultRulesOptions { version, sets: sets.to_vec() };
        default_rules(ME, &options).unwrap()
    };
    vec![of(SpecVersion::V1_19, &[]), of(SpecVersion::V1_16, &[OptInSet::Polls]), synapse()]
}

/// What a real Synapse serves, in the shape in which it does.
fn synapse() -> Ruleset {
    let path = format!("{}/tests/data/synapse_pushrules.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let rules = document["global"]["override"].as_array().unwrap();
    let mention = rules.iter().find(|rule| rule["rule_id"] == ".m.rule.is_user_mention").unwrap();
    let owner = mention["conditions"][0]["value"].as_str().unwrap();
    Ruleset::from_json(&text.replace(owner, ME)).unwrap()
}

fn message(body: &str, mentions_me: bool) -> Value {
    let mentions = if mentions_me { json!({"user_ids": [ME]}) } else { json!({}) };
    json!({
        "type": "m.room.message", "sender": "@bob:x", "event_id": "$1",
        "content": {"msgtype": "m.text", "body": body, "m.mentions": mentions},
    })
}

fn encrypted() -> Value {
    json!({"type": "m.room.encrypted", "sender": "@bob:x", "event_id": "$1", "content": {}})
}

fn answer(rules: &Ruleset, event: &Value, room: RoomType) -> Evaluation {
    let mut context = Context::new(ME);
    context.room_id = Some(ROOM.to_owned());
    context.member_count = Some(if room.one_to_one { 2 } else { 5 });
    evaluate(event, rules, &context, &Options::default()).unwrap()
}

/// Checks that everything said about the room is what happens in it.
fn check(rules: &Ruleset, room: RoomType) {
    let mode = room_mode(rules, ROOM, RoomTraits::from(room)).mode.unwrap();
    let plain = if room.encrypted { encrypted() } else { message("hello", false) };
    let evaluation = answer(rules, &plain, room);
    assert_eq!(evaluation.notify, mode == RoomMode::AllMessages, "{mode} {room:?} {rules:?}");

    let governing = rules_governing_room(rules, ROOM, room.into());
    let decides = governing.iter().find(|rule| rule.decides).unwrap();
    let rule = evaluation.rule.unwrap();
    assert_eq!((rule.kind, rule.rule_id), (decides.kind, decides.rule_id.clone()));

    assert_eq!(answer(rules, &message("hi", true), room).notify, mode != RoomMode::Mute);
    let with_keyword = add_keyword(rules, "rocket").unwrap();
    let said = answer(&with_keyword, &message("a rocket!", false), room);
    assert_eq!((said.notify, said.highlight), (mode != RoomMode::Mute, mode != RoomMode::Mute));

    let settings = simple_settings(&with_keyword);
    assert!(
        settings
            .mismatches
            .iter()
            .all(|found| found.code == "default_modes_differ" || found.code == "poll_mode_differs")
    );
}

#[test]
fn modes_are_what_happens() {
    for rules in defaults() {
        for room in RoomType::ALL {
            check(&rules, room);
            for mode in RoomMode::ALL {
                check(&set_room_mode(&rules, ROOM, Some(mode)).unwrap(), room);
            }
            for default in [RoomMode::MentionsAndKeywords, RoomMode::AllMessages] {
                let rules = set_default_room_mode(&rules, room, default).unwrap();
                assert_eq!(default_room_mode(&rules, room), default);
                check(&rules, room);
                for mode in RoomMode::ALL {
                    check(&set_room_mode(&rules, ROOM, Some(mode)).unwrap(), room);
                }
            }
        }
    }
}

#[test]
fn every_way_from_mode_to_mode_leads_there_and_back() {
    let modes = || [None].into_iter().chain(RoomMode::ALL.map(Some));
    for rules in defaults() {
        for (first, second) in modes().flat_map(|first| modes().map(move |second| (first, second))) {
            let there = set_room_mode(&rules, ROOM, first).unwrap();
            let changed = set_room_mode(&there, ROOM, second).unwrap();
            assert_eq!(changed, set_room_mode(&rules, ROOM, second).unwrap(), "{first:?} {second:?}");
            assert_eq!(set_room_mode(&changed, ROOM, None).unwrap(), rules);
        }
    }
}

/// A muted room that is to notify for mentions must not be loud on the way.
#[test]
fn no_request_on_the_way_from_mode_to_mode_leads_elsewhere() {
    let modes = || [None].into_iter().chain(RoomMode::ALL.map(Some));
    for (rules, room) in defaults().iter().flat_map(|rules| RoomType::ALL.map(|room| (rules, room))) {
        for (first, second) in modes().flat_map(|first| modes().map(move |second| (first, second))) {
            let mode = |rules: &Ruleset| room_mode(rules, ROOM, RoomTraits::from(room)).mode;
            let from = set_room_mode(rules, ROOM, first).unwrap();
            let to = set_room_mode(rules, ROOM, second).unwrap();
            let mut on_the_way = from.clone();
            for request in plan(&from, &to).requests {
                on_the_way = apply(&on_the_way, &request).unwrap();
                assert!(
                    [mode(&from), mode(&to)].contains(&mode(&on_the_way)),
                    "{first:?} {second:?} {room:?}"
                );
            }
            assert_eq!(mode(&on_the_way), mode(&to));
        }
    }
}

#[test]
fn keywords_are_what_notifies() {
    let room = RoomType { encrypted: false, one_to_one: false };
    for rules in defaults() {
        let quiet = set_room_mode(&rules, ROOM, Some(RoomMode::MentionsAndKeywords)).unwrap();
        for (keyword, body) in
            [("rocket", "Rocket?"), (".net", "I like .NET"), ("and/or", "this and/or that"), ("cat*", "cats")]
        {
            assert!(!answer(&quiet, &message(body, false), room).notify);
            let added = add_keyword(&quiet, keyword).unwrap();
            let evaluation = answer(&added, &message(body, false), room);
            assert!(evaluation.notify && evaluation.highlight, "{keyword}");
            assert_eq!(evaluation.sound.as_deref(), Some("default"));
            let listed = keywords(&added);
            assert_eq!(listed.len(), 1);
            assert_eq!(evaluation.rule.unwrap().rule_id, listed[0].rule_id);
            assert_eq!(remove_keyword(&added, keyword).unwrap(), quiet);
        }
    }
}

/// A real account keeps its shape: the answer of `GET /pushrules/` stays one.
#[test]
fn the_shape_of_the_document_stays() {
    let muted = set_room_mode(&synapse(), ROOM, Some(RoomMode::Mute)).unwrap();
    assert!(muted.as_value()["global"]["override"].is_array());
    assert_eq!(muted.as_value()["global"]["postcontent"], json!([]));
}

/// Rules as servers, clients and accidents leave them: of few ids and rooms, so that they meet.
fn any_rule() -> impl Strategy<Value = Value> {
    let room = json!({"kind": "event_match", "key": "room_id", "pattern": ROOM});
    let twin = json!({"kind": "event_property_is", "key": "room_id", "value": ROOM});
    let all = json!({"kind": "event_match", "key": "room_id", "pattern": "*"});
    let sender = json!({"kind": "event_match", "key": "sender", "pattern": "@bob:x"});
    let conditions = vec![
        json!([room]),
        json!([twin]),
        json!([room, sender]),
        json!([sender]),
        json!([all]),
        json!([]),
        json!("broken"),
        json!([null]),
    ];
    let actions = vec![
        json!([]),
        json!(["dont_notify"]),
        json!(["notify"]),
        json!(["notify", {"set_tweak": "highlight"}]),
        json!([{"set_tweak": "sound", "value": "ring"}]),
        json!(null),
    ];
    let ids = vec![json!(ROOM), json!("a"), json!("b"), json!("_b"), json!(".m.rule.message"), json!(7)];
    let fields = (
        select(ids),
        select(conditions),
        select(actions),
        select(vec![json!(true), json!(false), json!("yes")]),
        select(vec![json!(true), json!(false), json!(false), json!(false), json!(null)]),
        select(vec![json!("a"), json!("b"), json!(".b"), json!(1)]),
    );
    let rule = fields.prop_map(|(rule_id, conditions, actions, enabled, default, pattern)| {
        json!({"rule_id": rule_id, "conditions": conditions, "actions": actions, "enabled": enabled,
            "default": default, "pattern": pattern})
    });
    prop_oneof![12 => rule, 1 => select(vec![json!(null), json!([]), json!({})])]
}

fn any_rules() -> impl Strategy<Value = Ruleset> {
    let list = || vec(any_rule(), 0..5);
    (list(), list(), list(), list(), list()).prop_map(|(over, content, room, sender, under)| {
        let rules = json!({"override": over, "content": content, "room": room, "sender": sender,
            "underride": under});
        Ruleset::from_value(rules).unwrap()
    })
}

/// Nothing of the server's is named so; otherwise edits must refuse.
fn is_free(rules: &Ruleset, kind: RuleKind, rule_id: &str) -> bool {
    rules.rules(kind).all(|rule| rule.rule_id() != Some(rule_id) || !rule.is_default())
}

proptest! {
    #[test]
    fn any_room_gets_the_mode_that_is_set(rules in any_rules(), mode in select(RoomMode::ALL.to_vec())) {
        let kind = if mode == RoomMode::Mute { RuleKind::Override } else { RuleKind::Room };
        match set_room_mode(&rules, ROOM, Some(mode)) {
            Ok(set) => {
                let answer = room_mode(&set, ROOM, RoomTraits::default());
                prop_assert_eq!(answer.user_defined, Some(mode));
                prop_assert_eq!(&set_room_mode(&set, ROOM, Some(mode)).unwrap(), &set);
            }
            Err(error) => prop_assert!(!is_free(&rules, kind, ROOM), "{}", error),
        }
        // What the server's rules say stays.
        let reset = set_room_mode(&rules, ROOM, None).unwrap();
        prop_assert_eq!(&set_room_mode(&reset, ROOM, None).unwrap(), &reset);
        let answer = room_mode(&reset, ROOM, RoomTraits::default());
        prop_assert!(answer.rule.is_none_or(|rule| !is_free(&rules, rule.kind, &rule.rule_id)));
    }

    #[test]
    fn any_keyword_is_listed_after_it_is_added_only(
        rules in any_rules(),
        keyword in select(vec!["a", "b", ".b", "c"]),
    ) {
        let listed = |rules: &Ruleset| keywords(rules).iter().any(|listed| listed.keyword == keyword);
        let added = add_keyword(&rules, keyword).unwrap();
        prop_assert!(listed(&added));
        prop_assert_eq!(&add_keyword(&added, keyword).unwrap(), &added);
        let removed = remove_keyword(&added, keyword).unwrap();
        let servers = |rule: &matrix_push_rules::Rule<'_>| {
            let rule_id = rule.rule_id().unwrap_or_default();
            rule_id.starts_with('.') || !is_free(&removed, RuleKind::Content, rule_id)
        };
        let left = removed.rules(RuleKind::Content).filter(|rule| rule.pattern() == Some(keyword));
        prop_assert!(left.into_iter().all(|rule| rule.rule_id().is_none() || servers(&rule)));
    }

    #[test]
    fn any_set_gets_an_answer(rules in any_rules()) {
        let settings = simple_settings(&rules);
        // The four default rules are hardly all there.
        prop_assert!(!settings.simple);
        let governing = rules_governing_room(&rules, ROOM, RoomTraits::default());
        prop_assert!(governing.iter().filter(|rule| rule.decides).count() <= 1);
        let answer = room_mode(&rules, ROOM, RoomTraits::default());
        if let Some(rule) = answer.rule {
            let decides = governing.iter().find(|rule| rule.decides).unwrap();
            prop_assert_eq!((decides.kind, &decides.rule_id), (rule.kind, &rule.rule_id));
        }
    }
}
