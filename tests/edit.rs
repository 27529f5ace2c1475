//! The edits of the client-server API, one by one.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed"
)]

use matrix_push_rules::{
    ErrorCode, PushRulesError, RuleKind, Ruleset,
    edit::{Placement, Request, apply, delete_rule, put_rule, set_rule_actions, set_rule_enabled},
};
use serde_json::{Value, json};

use RuleKind::{Content, Override, Postcontent, Room, Sender, Underride};

fn rules(document: Value) -> Ruleset {
    Ruleset::from_value(document).expect("rules")
}

fn default(rule_id: &str) -> Value {
    json!({"rule_id": rule_id, "default": true, "enabled": true, "conditions": [], "actions": ["notify"]})
}

fn user(rule_id: &str) -> Value {
    json!({"rule_id": rule_id, "default": false, "enabled": true, "conditions": [], "actions": ["notify"]})
}

/// As a server gives them: master, the user's, the server's.
fn account() -> Ruleset {
    rules(json!({"global": {
        "override": [default(".m.rule.master"), user("a"), user("b"), default(".m.rule.suppress_notices")],
        "content": [
            {"rule_id": "rocket", "default": false, "enabled": false, "pattern": "rocket", "actions": []},
        ],
        "room": [], "sender": [],
        "underride": [user("u"), default(".m.rule.message")],
    }, "other": 1}))
}

fn ids(rules: &Ruleset, kind: RuleKind) -> Vec<String> {
    rules.rules(kind).map(|rule| rule.rule_id().unwrap_or("-").to_owned()).collect()
}

fn put(rules: &Ruleset, kind: RuleKind, rule: Value, placement: &Placement) -> Vec<String> {
    ids(&put_rule(rules, kind, &rule, placement).expect("put"), kind)
}

fn top() -> Placement {
    Placement::default()
}

/// Code, path, status and errcode.
fn answer(result: Result<Ruleset, PushRulesError>) -> (ErrorCode, String, Option<u16>, Option<&'static str>) {
    match result {
        Ok(rules) => panic!("no error but {}", rules.as_value()),
        Err(error) => {
            assert!(!error.message.is_empty());
            (error.code, error.path, error.status, error.errcode)
        }
    }
}

fn invalid(path: &str) -> (ErrorCode, String, Option<u16>, Option<&'static str>) {
    (ErrorCode::InvalidRule, path.to_owned(), Some(400), Some("M_UNKNOWN"))
}

#[test]
fn r88_a_new_rule_is_the_most_important_of_the_user() {
    assert_eq!(
        put(&account(), Override, user("c"), &top()),
        [".m.rule.master", "c", "a", "b", ".m.rule.suppress_notices"]
    );
    assert_eq!(put(&account(), Underride, user("c"), &top()), ["c", "u", ".m.rule.message"]);
    assert_eq!(put(&account(), Room, json!({"rule_id": "!r:x", "actions": []}), &top()), ["!r:x"]);
    let only_defaults = rules(json!({"override": [default(".m.rule.master"), default(".m.rule.tombstone")]}));
    assert_eq!(
        put(&only_defaults, Override, user("c"), &top()),
        [".m.rule.master", "c", ".m.rule.tombstone"]
    );
}

#[test]
fn r7_a_new_rule_is_above_default_rules_even_in_an_odd_order() {
    let odd =
        rules(json!({"override": [default(".m.rule.tombstone"), default(".m.rule.master"), user("a")]}));
    assert_eq!(put(&odd, Override, user("c"), &top()), ["c", ".m.rule.tombstone", ".m.rule.master", "a"]);
    // The name means something in `override` only.
    let elsewhere = rules(json!({"underride": [default(".m.rule.master")]}));
    assert_eq!(put(&elsewhere, Underride, user("c"), &top()), ["c", ".m.rule.master"]);
}

#[test]
fn r14_a_new_rule_is_enabled_and_has_what_the_api_knows() {
    let given = json!({
        "rule_id": "k", "pattern": "k", "actions": ["notify"],
        "enabled": false, "default": true, "conditions": 3, "org.example": 1,
    });
    let changed = put_rule(&account(), Content, &given, &top()).expect("put");
    let rule = changed.rule(Content, "k").expect("the rule");
    assert_eq!(
        *rule.as_value(),
        json!({"rule_id": "k", "default": false, "enabled": true, "pattern": "k", "actions": ["notify"]})
    );
}

#[test]
fn a22_an_existing_rule_keeps_its_place_its_enabled_and_unknown_fields() {
    let mut stored = user("b");
    stored["enabled"] = json!(false);
    stored["org.example"] = json!("kept");
    let before = rules(json!({"override": [user("a"), stored, user("c")]}));
    let given = json!({"rule_id": "b", "conditions": [{"kind": "x"}], "actions": [], "enabled": true});
    let after = put_rule(&before, Override, &given, &top()).expect("put");
    assert_eq!(ids(&after, Override), ["a", "b", "c"]);
    assert_eq!(
        *after.rule(Override, "b").expect("the rule").as_value(),
        json!({
            "rule_id": "b", "default": false, "enabled": false, "conditions": [{"kind": "x"}], "actions": [],
            "org.example": "kept",
        })
    );
}

#[test]
fn r87_before_and_after_place_new_and_existing_rules() {
    let before = rules(json!({"override": [default(".m.rule.master"), user("a"), user("b"), user("c")]}));
    let put = |rule_id: &str, placement| {
        let ids = put(&before, Override, user(rule_id), &placement);
        ids.into_iter().skip(1).collect::<String>()
    };
    assert_eq!(put("x", Placement::before("b")), "axbc");
    assert_eq!(put("x", Placement::after("b")), "abxc");
    assert_eq!(put("x", Placement::after("c")), "abcx");
    assert_eq!(put("c", Placement::before("a")), "cab");
    assert_eq!(put("a", Placement::after("c")), "bca");
    assert_eq!(put("a", Placement::before("b")), "abc");
    assert_eq!(put("c", Placement::after("a")), "acb");
    // Beside itself is where it is.
    assert_eq!(put("b", Placement::before("b")), "abc");
    assert_eq!(put("b", Placement::after("b")), "abc");
    // `before` decides, and `after` need not even exist.
    let both = Placement { before: Some("a".to_owned()), after: Some("c".to_owned()) };
    assert_eq!(put("x", both), "xabc");
    let both = Placement { before: Some("a".to_owned()), after: Some("nobody".to_owned()) };
    assert_eq!(put("x", both), "xabc");
}

#[test]
fn r89_only_a_rule_of_the_user_and_of_the_kind_is_a_neighbour() {
    let try_put = |placement| answer(put_rule(&account(), Override, &user("x"), &placement));
    let error = |code, path: &str| (code, path.to_owned(), Some(400), Some("M_UNKNOWN"));
    assert_eq!(try_put(Placement::before("nobody")), error(ErrorCode::NotFound, "before"));
    assert_eq!(try_put(Placement::after("nobody")), error(ErrorCode::NotFound, "after"));
    assert_eq!(try_put(Placement::after("u")), error(ErrorCode::NotFound, "after"));
    assert_eq!(try_put(Placement::after("x")), error(ErrorCode::NotFound, "after"));
    assert_eq!(try_put(Placement::after(".m.rule.master")), error(ErrorCode::DefaultRule, "after"));
    let both = Placement { before: Some("a".to_owned()), after: Some(".m.rule.suppress_notices".to_owned()) };
    assert_eq!(try_put(both), error(ErrorCode::DefaultRule, "after"));
}

#[test]
fn r90_what_a_server_refuses_to_store() {
    let try_put = |kind, rule: Value| answer(put_rule(&account(), kind, &rule, &top()));
    for kind in [Override, Underride] {
        assert_eq!(try_put(kind, json!({"rule_id": "x", "actions": []})), invalid("rule"));
        let conditions = |conditions: Value| {
            try_put(kind, json!({"rule_id": "x", "actions": [], "conditions": conditions}))
        };
        assert_eq!(conditions(json!({})), invalid("rule.conditions"));
        assert_eq!(conditions(json!([{"kind": "x"}, {"key": "x"}])), invalid("rule.conditions.1"));
        assert_eq!(conditions(json!([{"kind": 1}])), invalid("rule.conditions.0.kind"));
        assert_eq!(conditions(json!(["x"])), invalid("rule.conditions.0"));
    }
    assert_eq!(try_put(Content, json!({"rule_id": "x", "actions": []})), invalid("rule"));
    assert_eq!(
        try_put(Content, json!({"rule_id": "x", "actions": [], "pattern": 1})),
        invalid("rule.pattern")
    );
    assert_eq!(try_put(Room, json!({"rule_id": "x"})), invalid("rule"));
    assert_eq!(try_put(Room, json!({"rule_id": "x", "actions": "notify"})), invalid("rule.actions"));
    for action in [json!("bogus"), json!({"bogus": 1}), json!({}), json!({"set_tweak": 1}), json!(null)] {
        let rule = json!({"rule_id": "x", "actions": ["notify", action]});
        assert_eq!(try_put(Sender, rule), invalid("rule.actions.1"));
    }
    for rule_id in ["", "a/b", "a\\b", "/", "@a/b:example.org"] {
        assert_eq!(try_put(Room, json!({"rule_id": rule_id, "actions": []})), invalid("rule.rule_id"));
    }
    assert_eq!(try_put(Room, json!({"rule_id": 1, "actions": []})), invalid("rule.rule_id"));
    assert_eq!(try_put(Room, json!({"actions": []})), invalid("rule"));
    assert_eq!(try_put(Room, json!("x")), invalid("rule"));
}

#[test]
fn r48_historical_actions_and_unknown_conditions_are_stored() {
    let actions = json!(["dont_notify", "coalesce", {"set_tweak": "org.example.blink", "value": [1]}]);
    let rule = json!({"rule_id": "x", "conditions": [{"kind": "org.example.moon"}], "actions": actions});
    let after = put_rule(&account(), Override, &rule, &top()).expect("put");
    assert_eq!(after.rule(Override, "x").expect("the rule").as_value()["actions"], actions);
}

#[test]
fn r11_rules_of_the_server_cannot_be_put() {
    let error = (ErrorCode::DefaultRule, "rule.rule_id".to_owned(), Some(400), Some("M_UNKNOWN"));
    for rule_id in [".m.rule.master", ".mine", "."] {
        assert_eq!(answer(put_rule(&account(), Override, &user(rule_id), &top())), error);
    }
    let odd = rules(json!({"override": [default("no_dot")]}));
    assert_eq!(answer(put_rule(&odd, Override, &user("no_dot"), &top())), error);
}

#[test]
fn msc4306_rules_of_the_user_are_not_accepted_in_postcontent() {
    let error = (ErrorCode::InvalidRule, "kind".to_owned(), Some(400), Some("M_INVALID_PARAM"));
    assert_eq!(answer(put_rule(&account(), Postcontent, &user("x"), &top())), error);
    let rule = default(".io.element.msc4306.rule.subscribed_thread");
    let before = rules(json!({"postcontent": [rule]}));
    let after = set_rule_enabled(&before, Postcontent, ".io.element.msc4306.rule.subscribed_thread", false);
    assert_eq!(after.expect("enabled").rules(Postcontent).filter(|rule| rule.is_enabled()).count(), 0);
}

#[test]
fn r80_delete() {
    assert_eq!(
        ids(&delete_rule(&account(), Override, "a").expect("delete"), Override),
        [".m.rule.master", "b", ".m.rule.suppress_notices"]
    );
    let missing = (ErrorCode::NotFound, "rule_id".to_owned(), Some(404), Some("M_NOT_FOUND"));
    assert_eq!(answer(delete_rule(&account(), Override, "u")), missing);
    assert_eq!(answer(delete_rule(&account(), Postcontent, "u")), missing);
    assert_eq!(answer(delete_rule(&account(), Override, ".nobody")), missing);
    let protected = (ErrorCode::DefaultRule, "rule_id".to_owned(), Some(404), Some("M_NOT_FOUND"));
    assert_eq!(answer(delete_rule(&account(), Override, ".m.rule.master")), protected);
}

#[test]
fn r91_enabled_and_actions_of_all_rules_can_be_set() {
    let after = set_rule_enabled(&account(), Override, ".m.rule.master", false).expect("enabled");
    assert!(!after.rule(Override, ".m.rule.master").expect("the rule").is_enabled());
    let after = set_rule_enabled(&account(), Content, "rocket", true).expect("enabled");
    assert!(after.rule(Content, "rocket").expect("the rule").is_enabled());

    let actions = json!(["notify", {"set_tweak": "sound", "value": "ring"}]);
    let after = set_rule_actions(&account(), Underride, ".m.rule.message", &actions).expect("actions");
    let rule = after.rule(Underride, ".m.rule.message").expect("the rule");
    assert_eq!((&rule.as_value()["actions"], rule.is_default()), (&actions, true));

    let missing = (ErrorCode::NotFound, "rule_id".to_owned(), Some(404), Some("M_NOT_FOUND"));
    for rule_id in ["nobody", ".nobody"] {
        assert_eq!(answer(set_rule_enabled(&account(), Override, rule_id, true)), missing);
        assert_eq!(answer(set_rule_actions(&account(), Override, rule_id, &json!([]))), missing);
    }
    assert_eq!(answer(set_rule_actions(&account(), Override, "a", &json!(["x"]))), invalid("actions.0"));
    assert_eq!(answer(set_rule_actions(&account(), Override, "a", &json!({}))), invalid("actions"));
}

#[test]
fn an_edit_changes_one_rule_and_nothing_else() {
    let lists = json!({"override": [user("a")], "sender": 3, "org.example": {"x": 1}, "underride": []});
    let shapes = [
        lists.clone(),
        json!({"global": lists, "device": {}}),
        json!({"type": "m.push_rules", "content": {"global": lists, "x": 1}, "event_id": "$1"}),
    ];
    for document in shapes {
        let after = set_rule_enabled(&rules(document.clone()), Override, "a", false).expect("enabled");
        let text = document.to_string().replacen("\"enabled\":true", "\"enabled\":false", 1);
        assert_eq!(after.as_value().to_string(), text);
    }
}

#[test]
fn broken_entries_stay_where_they_are() {
    let broken = rules(json!({"override": [
        null, default(".m.rule.master"), {"actions": []}, user("a"), 1, {"rule_id": 2}, user("b"), "x",
    ]}));
    let ids_after = |result: Result<Ruleset, PushRulesError>| ids(&result.expect("edit"), Override);
    let dash = "-";
    assert_eq!(
        ids_after(put_rule(&broken, Override, &user("b"), &Placement::before("a"))),
        [dash, ".m.rule.master", dash, "b", "a", dash, dash, dash]
    );
    assert_eq!(
        ids_after(put_rule(&broken, Override, &user("c"), &top())),
        [dash, ".m.rule.master", dash, "c", "a", dash, dash, "b", dash]
    );
    assert_eq!(
        ids_after(delete_rule(&broken, Override, "a")),
        [dash, ".m.rule.master", dash, dash, dash, "b", dash]
    );
}

#[test]
fn lists_that_are_missing_null_or_no_lists() {
    let rule = json!({"rule_id": "!r:x", "actions": []});
    for document in [json!({}), json!({"room": null}), json!({"global": {}})] {
        assert_eq!(put(&rules(document.clone()), Room, rule.clone(), &top()), ["!r:x"]);
        assert_eq!(answer(delete_rule(&rules(document), Room, "!r:x")).2, Some(404));
    }
    let odd = rules(json!({"room": "x", "override": [user("a")]}));
    let error = (ErrorCode::InvalidRules, "rules.room".to_owned(), None, None);
    assert_eq!(answer(put_rule(&odd, Room, &rule, &top())), error);
    assert_eq!(answer(set_rule_enabled(&odd, Room, "!r:x", true)), error);
    assert!(delete_rule(&odd, Override, "a").is_ok());
}

#[test]
fn r5_an_id_is_a_key_also_where_several_rules_have_it() {
    let twice = rules(json!({"override": [user("a"), user("b"), user("a"), user("c")]}));
    assert_eq!(put(&twice, Override, user("a"), &top()), ["a", "b", "c"]);
    assert_eq!(put(&twice, Override, user("a"), &Placement::after("b")), ["b", "a", "c"]);
    assert_eq!(ids(&delete_rule(&twice, Override, "a").expect("delete"), Override), ["b", "c"]);
    let after = set_rule_enabled(&twice, Override, "a", false).expect("enabled");
    assert_eq!(after.rules(Override).filter(|rule| !rule.is_enabled()).count(), 2);
    let with_default = rules(json!({"override": [user("a"), default("a")]}));
    assert_eq!(answer(delete_rule(&with_default, Override, "a")).0, ErrorCode::DefaultRule);
}

fn request(method: &str, path: &str, body: Value) -> Request {
    let body = (!body.is_null()).then_some(body);
    Request { method: method.to_owned(), path: format!("/_matrix/client/v3/pushrules{path}"), body }
}

fn send(method: &str, path: &str, body: Value) -> Ruleset {
    apply(&account(), &request(method, path, body)).expect("apply")
}

fn refuse(method: &str, path: &str, body: Value) -> (ErrorCode, String, Option<u16>, Option<&'static str>) {
    answer(apply(&account(), &request(method, path, body)))
}

#[test]
fn requests_do_what_the_functions_do() {
    let rule = user("x");
    let put = |placement| put_rule(&account(), Override, &rule, &placement).expect("put");
    assert_eq!(send("PUT", "/global/override/x", rule.clone()), put(top()));
    assert_eq!(send("PUT", "/global/override/x?before=b", rule.clone()), put(Placement::before("b")));
    assert_eq!(send("PUT", "/global/override/x?after=b&x=1", rule.clone()), put(Placement::after("b")));
    assert_eq!(send("PUT", "/global/override/x?after=a&before=b", rule.clone()), put(Placement::before("b")));
    assert_eq!(send("PUT", "/global/override/x?before=&after=", rule.clone()), put(top()));
    assert_eq!(
        send("PUT", "/global/override/x?after=b&after=nobody", rule.clone()),
        put(Placement::after("b"))
    );

    let deleted = delete_rule(&account(), Override, "a").expect("delete");
    assert_eq!(send("DELETE", "/global/override/a", Value::Null), deleted);
    let disabled = set_rule_enabled(&account(), Override, "a", false).expect("enabled");
    assert_eq!(send("PUT", "/global/override/a/enabled", json!({"enabled": false})), disabled);
    assert_eq!(send("PUT", "/global/override/a/enabled", json!(false)), disabled);
    let silent = set_rule_actions(&account(), Override, "a", &json!([])).expect("actions");
    assert_eq!(send("PUT", "/global/override/a/actions", json!({"actions": []})), silent);
}

#[test]
fn paths_are_percent_decoded() {
    let has = |rules: &Ruleset, rule_id: &str| rules.rule(Sender, rule_id).is_some();
    let body = json!({"actions": []});
    assert!(has(&send("PUT", "/global/sender/%40a%2Bb%3Ax", body.clone()), "@a+b:x"));
    assert!(has(&send("PUT", "/global/sender/@a+b:x", body.clone()), "@a+b:x"));
    assert!(has(&send("PUT", "/global/sender/%E2%98%83", body.clone()), "☃"));
    assert!(has(&send("PUT", "/global/sender/100%", body.clone()), "100%"));
    assert!(has(&send("PUT", "/global/sender/%zz%4", body.clone()), "%zz%4"));
    assert!(has(&send("PUT", "/global/s%65nder/a", body.clone()), "a"));
    let spaced = send("PUT", "/global/sender/a%20b", body.clone());
    let beside = request("PUT", "/global/sender/c?before=a+b", body.clone());
    assert_eq!(ids(&apply(&spaced, &beside).expect("apply"), Sender), ["c", "a b"]);
    // R11: an encoded slash belongs to the id, which may not have one.
    assert_eq!(refuse("PUT", "/global/sender/%40a%2Fb", body.clone()), invalid("request.path"));
    assert_eq!(refuse("PUT", "/global/sender/%FF", body), invalid("request.path"));
}

#[test]
fn r90_requests_that_a_server_refuses() {
    let unrecognized = |part: &str, status| {
        (ErrorCode::UnrecognizedRequest, format!("request.{part}"), Some(status), Some("M_UNRECOGNIZED"))
    };
    let rule = || user("x");
    assert_eq!(refuse("PUT", "", rule()), unrecognized("path", 404));
    assert_eq!(refuse("PUT", "/", rule()), unrecognized("path", 400));
    assert_eq!(refuse("PUT", "/global/override", rule()), unrecognized("path", 400));
    assert_eq!(refuse("PUT", "/global/override/", rule()), unrecognized("path", 400));
    assert_eq!(refuse("PUT", "/device/override/x", rule()), unrecognized("path", 400));
    assert_eq!(refuse("PUT", "/global/override/x/y/z", rule()), unrecognized("path", 400));
    assert_eq!(refuse("PUT", "/global/override/a/color", rule()), unrecognized("path", 400));
    assert_eq!(refuse("POST", "/global/override/x", rule()), unrecognized("method", 405));
    assert_eq!(refuse("GET", "/global/override/a", Value::Null), unrecognized("method", 405));
    assert_eq!(refuse("DELETE", "/global/override/a/enabled", Value::Null), unrecognized("method", 405));
    assert_eq!(refuse("PUT", "/global/bogus/x", rule()), invalid("request.path"));
    let elsewhere = Request { path: "/_matrix/client/v3/sync".to_owned(), ..request("PUT", "", rule()) };
    assert_eq!(answer(apply(&account(), &elsewhere)), unrecognized("path", 404));

    assert_eq!(refuse("PUT", "/global/override/x", json!([])), invalid("request.body"));
    assert_eq!(refuse("PUT", "/global/override/x", Value::Null).3, Some("M_NOT_JSON"));
    assert_eq!(refuse("PUT", "/global/override/x", json!({"actions": []})), invalid("request.body"));
    let bad = json!({"actions": ["x"], "conditions": []});
    assert_eq!(refuse("PUT", "/global/override/x", bad), invalid("request.body.actions.0"));
    assert_eq!(refuse("PUT", "/global/override/a/enabled", json!({})), invalid("request.body"));
    assert_eq!(
        refuse("PUT", "/global/override/a/enabled", json!({"enabled": 1})),
        invalid("request.body.enabled")
    );
    assert_eq!(refuse("PUT", "/global/override/a/actions", json!({})), invalid("request.body"));
    assert_eq!(refuse("PUT", "/global/override/nobody/enabled", json!({"enabled": true})).2, Some(404));
    assert_eq!(refuse("DELETE", "/global/override/nobody", Value::Null).2, Some(404));
    let dot = (ErrorCode::DefaultRule, "request.path".to_owned(), Some(400), Some("M_UNKNOWN"));
    assert_eq!(refuse("PUT", "/global/override/.mine", rule()), dot);
}

#[test]
fn errors_and_requests_are_json() {
    let error = delete_rule(&account(), Override, "x").expect_err("no such rule");
    assert_eq!(
        serde_json::to_value(&error).expect("json"),
        json!({
            "code": "not_found", "path": "rule_id", "message": "there is no override rule `x`",
            "errcode": "M_NOT_FOUND", "status": 404,
        })
    );
    let request: Request =
        serde_json::from_value(json!({"method": "DELETE", "path": "/x"})).expect("request");
    assert_eq!(serde_json::to_value(&request).expect("json"), json!({"method": "DELETE", "path": "/x"}));
}
