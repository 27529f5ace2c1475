//! Plans: right, shortest, and honest about what they leave.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

#[path = "../src/testing.rs"]
mod testing;

use std::collections::{HashMap, HashSet, VecDeque};

use matrix_push_rules::{
    RuleKind, Ruleset,
    edit::{Placement, Plan, Request, apply, plan, put_rule},
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};

use RuleKind::{Content, Override, Room};
use testing::cases;

fn rules(document: Value) -> Ruleset {
    Ruleset::from_value(document).expect("rules")
}

fn keyword(rule_id: &str) -> Value {
    json!({"rule_id": rule_id, "default": false, "enabled": true, "pattern": rule_id, "actions": ["notify"]})
}

fn with(mut rule: Value, name: &str, value: Value) -> Value {
    rule[name] = value;
    rule
}

/// `METHOD path body`, the path without what all have in common.
fn lines(plan: &Plan) -> Vec<String> {
    let line = |request: &Request| {
        let path = request.path.strip_prefix("/_matrix/client/v3/pushrules/global/").expect("the base");
        let body = request.body.as_ref().map(|body| format!(" {body}")).unwrap_or_default();
        format!("{} {path}{body}", request.method)
    };
    plan.requests.iter().map(line).collect()
}

fn codes(plan: &Plan) -> Vec<(&'static str, &str)> {
    plan.impossible.iter().map(|left| (left.code, left.rule_id.as_deref().unwrap_or(""))).collect()
}

fn plan_keywords(from: &[Value], to: &[Value]) -> Plan {
    plan(&rules(json!({"content": from})), &rules(json!({"global": {"content": to}})))
}

fn done(from: &Ruleset, plan: &Plan) -> Ruleset {
    plan.requests.iter().fold(from.clone(), |rules, request| apply(&rules, request).expect("a request"))
}

#[test]
fn nothing_to_do() {
    let account = rules(json!({"override": [null, {"rule_id": ".x"}], "room": 3, "x": 1}));
    assert_eq!(plan(&account, &account), Plan::default());
    let sparse = rules(json!({"override": [{"rule_id": "a", "actions": []}], "room": null}));
    let full = rules(json!({"global": {
        "override": [
            {"rule_id": "a", "actions": [], "conditions": [], "enabled": true, "default": false}
        ],
        "sender": [],
    }}));
    assert_eq!(plan(&sparse, &full), Plan::default());
    assert_eq!(plan(&full, &sparse), Plan::default());
}

#[test]
fn each_change_has_its_request() {
    let (a, b) = (keyword("a"), keyword("b"));
    let silent = with(b.clone(), "actions", json!([]));
    assert_eq!(
        lines(&plan_keywords(&[a.clone(), b.clone()], &[a.clone(), silent.clone()])),
        [r#"PUT content/b/actions {"actions":[]}"#]
    );
    let off = with(silent, "enabled", json!(false));
    assert_eq!(
        lines(&plan_keywords(&[a.clone(), b.clone()], &[a.clone(), off.clone()])),
        [r#"PUT content/b/actions {"actions":[]}"#, r#"PUT content/b/enabled {"enabled":false}"#]
    );
    let other = with(b.clone(), "pattern", json!("B"));
    assert_eq!(
        lines(&plan_keywords(&[a.clone(), b.clone()], &[a.clone(), other.clone()])),
        [r#"PUT content/b?after=a {"pattern":"B","actions":["notify"]}"#]
    );
    assert_eq!(
        lines(&plan_keywords(&[b.clone(), a.clone()], &[other, a.clone()])),
        [r#"PUT content/b {"pattern":"B","actions":["notify"]}"#]
    );
    assert_eq!(
        lines(&plan_keywords(std::slice::from_ref(&a), &[off, a.clone()])),
        [r#"PUT content/b {"pattern":"b","actions":[]}"#, r#"PUT content/b/enabled {"enabled":false}"#]
    );
    assert_eq!(lines(&plan_keywords(&[b], &[])), ["DELETE content/b"]);
}

#[test]
fn only_rules_that_must_move_are_put() {
    let all = |ids: &str| -> Vec<Value> { ids.chars().map(|id| keyword(&id.to_string())).collect() };
    let moves = |from: &str, to: &str| -> Vec<String> {
        let line = |line: &String| line.split(' ').nth(1).expect("a path").replace("content/", "");
        lines(&plan_keywords(&all(from), &all(to))).iter().map(line).collect()
    };
    assert_eq!(moves("abcde", "eabcd"), ["e?before=a"]);
    assert_eq!(moves("abcde", "bcdea"), ["a?after=e"]);
    assert_eq!(moves("abcde", "acbde").len(), 1);
    assert_eq!(moves("abcd", "dcba").len(), 3);
    assert_eq!(moves("abc", "axbyc"), ["x?after=a", "y?after=b"]);
    assert_eq!(moves("xaybz", "ba"), ["a?after=b", "x", "y", "z"]);
}

#[test]
fn paths_are_encoded() {
    let sender = |id: &str| json!({"rule_id": id, "actions": [], "enabled": true, "default": false});
    let from = rules(json!({"sender": [sender("@a=1:x")]}));
    let to = rules(json!({"sender": [sender("@a=1:x"), sender("@b+c&d?é:x")]}));
    let plan = plan(&from, &to);
    assert_eq!(lines(&plan), [r#"PUT sender/%40b%2Bc%26d%3F%C3%A9%3Ax?after=%40a%3D1%3Ax {"actions":[]}"#]);
    assert_eq!(done(&from, &plan).rules(RuleKind::Sender).count(), 2);
}

/// Synapse answers 400 to a `before` or `after` that is not ASCII.
#[test]
fn neighbours_are_ascii_where_there_is_a_choice() {
    let (e, b, x) = (keyword("é"), keyword("b"), keyword("x"));
    assert_eq!(
        lines(&plan_keywords(&[e.clone(), b.clone()], &[e.clone(), x.clone(), b.clone()])),
        [r#"PUT content/x?before=b {"pattern":"x","actions":["notify"]}"#]
    );
    assert_eq!(
        lines(&plan_keywords(&[e.clone(), b.clone()], &[e, b, x])),
        [r#"PUT content/x?after=b {"pattern":"x","actions":["notify"]}"#]
    );
}

#[test]
fn default_rules_change_by_actions_and_enabled() {
    let rule =
        json!({"rule_id": ".m.rule.x", "default": true, "enabled": true, "conditions": [], "actions": []});
    let changed = with(with(rule.clone(), "actions", json!(["notify"])), "enabled", json!(false));
    let plan = plan(&rules(json!({"override": [rule]})), &rules(json!({"override": [changed]})));
    assert_eq!(
        lines(&plan),
        [
            r#"PUT override/.m.rule.x/actions {"actions":["notify"]}"#,
            r#"PUT override/.m.rule.x/enabled {"enabled":false}"#
        ]
    );
    assert!(plan.impossible.is_empty());
}

#[test]
fn what_the_api_cannot_do_is_said() {
    let default =
        |id: &str| json!({"rule_id": id, "default": true, "enabled": true, "conditions": [], "actions": []});
    let user = |id: &str| with(default(id), "default", json!(false));
    let plan =
        |from: Value, to: Value| plan(&rules(json!({"override": from})), &rules(json!({"override": to})));
    let check = |from: Value, to: Value, requests: usize, left: &[(&str, &str)]| {
        let plan = plan(from, to);
        assert_eq!((plan.requests.len(), codes(&plan)), (requests, left.to_vec()), "{plan:?}");
    };
    check(json!([]), json!([default(".a")]), 0, &[("create_default_rule", ".a")]);
    check(json!([]), json!([user(".a")]), 0, &[("create_default_rule", ".a")]);
    check(json!([default(".a")]), json!([]), 0, &[("delete_default_rule", ".a")]);
    let other = with(with(default(".a"), "conditions", json!([{"kind": "x"}])), "actions", json!(["notify"]));
    check(json!([default(".a")]), json!([other]), 1, &[("change_default_rule", ".a")]);
    check(json!([default(".a")]), json!([user(".a")]), 0, &[("change_default_rule", ".a")]);
    check(
        json!([default(".a"), default(".b")]),
        json!([default(".b"), default(".a")]),
        0,
        &[("move_rule", ".a")],
    );
    check(json!([default(".a")]), json!([default(".a"), user("u")]), 1, &[("move_rule", "u")]);
    check(json!([default(".m.rule.master")]), json!([user("u"), default(".m.rule.master")]), 1, &[]);
    check(json!([user("u")]), json!([with(user("u"), "default", json!(true))]), 0, &[("default_flag", "u")]);
    check(json!([user("u")]), json!([with(user("u"), "x", json!(1))]), 0, &[("unknown_field", "u")]);
    check(json!([]), json!([with(user("u"), "pattern", json!("x"))]), 1, &[("unknown_field", "u")]);
    check(json!([]), json!([user("a/b")]), 0, &[("refused_rule", "a/b")]);
    check(json!([]), json!([with(user("u"), "enabled", json!("yes"))]), 0, &[("refused_rule", "u")]);
    check(json!([user("u")]), json!([with(user("u"), "actions", json!(["x"]))]), 0, &[("refused_rule", "u")]);
    check(json!([user("u")]), json!([user("u"), user("u")]), 0, &[("duplicate_rule_id", "u")]);
    check(json!([user("u")]), json!([user("u"), {"x": 1}]), 0, &[("broken_rule", "")]);
    check(json!([user("u"), 3]), json!([user("u")]), 0, &[("broken_rule", "")]);
    check(json!([user("u")]), json!("x"), 0, &[("invalid_list", "")]);
    // A rule with an id that is no longer allowed can go or be changed in part, but not be moved.
    let slash = with(user("a/b"), "enabled", json!(false));
    check(json!([user("u"), user("a/b")]), json!([slash, user("u")]), 2, &[]);
    check(json!([user("u"), user("a/b")]), json!([user("u")]), 1, &[]);
    let both = json!([user("a/b"), user("c/d")]);
    check(both, json!([user("c/d"), user("a/b")]), 0, &[("move_rule", "a/b")]);
}

#[test]
fn lists_of_unknown_kinds_and_other_fields_are_said() {
    let plan = plan(&rules(json!({"device": [1], "x": 1})), &rules(json!({"device": [], "y": {}})));
    assert_eq!(codes(&plan), [("unknown_kind", ""), ("unknown_field", ""), ("unknown_field", "")]);
    assert_eq!(plan.impossible[0].message, "`device` is not a kind of push rules");
}

#[test]
fn postcontent_rules_of_the_user_are_refused() {
    let rule = |id: &str| json!({"rule_id": id, "actions": [], "conditions": []});
    let to = rules(json!({"postcontent": [rule("a")]}));
    assert_eq!(codes(&plan(&rules(json!({})), &to)), [("refused_rule", "a")]);
}

#[test]
fn the_same_id_in_two_kinds_are_two_rules() {
    let rule = json!({"rule_id": "!r:x", "actions": [], "enabled": true, "default": false});
    let conditions = json!([{"kind": "event_match", "key": "room_id", "pattern": "!r:x"}]);
    let from = rules(json!({"room": [rule]}));
    let to = rules(json!({"override": [with(rule, "conditions", conditions)]}));
    let plan = plan(&from, &to);
    assert_eq!((plan.requests.len(), plan.impossible.len()), (2, 0));
    let result = done(&from, &plan);
    assert_eq!((result.rules(Override).count(), result.rules(Room).count()), (1, 0));
}

// Shortest: against a breadth-first search over all requests.

/// All lists of rules over some ids, each rule in some variants, and how they turn into each other.
struct Universe {
    ids: Vec<&'static str>,
    /// A rule of each variant.
    variants: Vec<Value>,
    states: Vec<Vec<(usize, usize)>>,
}

impl Universe {
    fn new(ids: &[&'static str], variants: &[Value]) -> Self {
        let mut states = vec![Vec::new()];
        let mut next = 0;
        while next < states.len() {
            let state: Vec<(usize, usize)> = states[next].clone();
            for id in (0..ids.len()).filter(|id| state.iter().all(|(other, _)| other != id)) {
                states.extend((0..variants.len()).map(|v| [state.clone(), vec![(id, v)]].concat()));
            }
            next += 1;
        }
        Self { ids: ids.to_vec(), variants: variants.to_vec(), states }
    }

    /// The user's rules of a state, above a rule of the server.
    fn ruleset(&self, state: &[(usize, usize)]) -> Ruleset {
        let user = |&(id, v): &(usize, usize)| with(self.variants[v].clone(), "rule_id", json!(self.ids[id]));
        let default = with(with(keyword("x"), "rule_id", json!(".x")), "default", json!(true));
        rules(json!({"content": state.iter().map(user).chain([default]).collect::<Vec<_>>()}))
    }

    fn requests(&self) -> Vec<Request> {
        let request = |method: &str, path: String, body: Option<Value>| {
            let path = format!("/_matrix/client/v3/pushrules/global/content/{path}");
            Request { method: method.to_owned(), path, body }
        };
        let mut all = Vec::new();
        for id in &self.ids {
            all.push(request("DELETE", (*id).to_owned(), None));
            for enabled in [true, false] {
                all.push(request("PUT", format!("{id}/enabled"), Some(json!({"enabled": enabled}))));
            }
            for variant in &self.variants {
                let (pattern, actions) = (&variant["pattern"], &variant["actions"]);
                all.push(request("PUT", format!("{id}/actions"), Some(json!({"actions": actions}))));
                let body = json!({"pattern": pattern, "actions": actions});
                all.push(request("PUT", (*id).to_owned(), Some(body.clone())));
                for other in self.ids.iter().filter(|other| *other != id) {
                    all.push(request("PUT", format!("{id}?before={other}"), Some(body.clone())));
                    all.push(request("PUT", format!("{id}?after={other}"), Some(body.clone())));
                }
            }
        }
        all.dedup();
        all
    }

    /// The state that the user's rules of a set are in; none if a rule is none of the variants.
    fn state_of(&self, rules: &Ruleset) -> Option<Vec<(usize, usize)>> {
        let state_of = |rule: &Value| {
            let id = self.ids.iter().position(|id| rule["rule_id"] == *id)?;
            let same =
                |variant: &Value| ["pattern", "actions", "enabled"].iter().all(|n| variant[n] == rule[n]);
            Some((id, self.variants.iter().position(same)?))
        };
        rules.rules(Content).filter(|rule| !rule.is_default()).map(|rule| state_of(rule.as_value())).collect()
    }

    /// The states that one request leads to, by state.
    fn edges(&self) -> Vec<Vec<usize>> {
        let index: HashMap<&[(usize, usize)], usize> =
            self.states.iter().enumerate().map(|(i, state)| (state.as_slice(), i)).collect();
        let requests = self.requests();
        let follow = |state: &Vec<(usize, usize)>| {
            let set = self.ruleset(state);
            let after = requests.iter().filter_map(|request| apply(&set, request).ok());
            let next = after.filter_map(|after| index.get(self.state_of(&after)?.as_slice()).copied());
            next.collect::<HashSet<_>>().into_iter().collect()
        };
        self.states.iter().map(follow).collect()
    }

    /// Compares plans with the fewest requests there can be. From states whose ids come in order
    /// only: the others are the same with other names. Of these every third pair, to save time.
    fn check(&self) {
        let edges = self.edges();
        let sets: Vec<Ruleset> = self.states.iter().map(|state| self.ruleset(state)).collect();
        let mut compared = 0;
        for (from, state) in self.states.iter().enumerate() {
            if !state.iter().enumerate().all(|(at, (id, _))| at == *id) {
                continue;
            }
            let mut distances = vec![None; sets.len()];
            distances[from] = Some(0);
            let mut queue = VecDeque::from([from]);
            while let Some(at) = queue.pop_front() {
                for &next in &edges[at] {
                    if distances[next].is_none() {
                        distances[next] = distances[at].map(|distance: usize| distance + 1);
                        queue.push_back(next);
                    }
                }
            }
            for (to, distance) in distances.into_iter().enumerate().skip(from % 3).step_by(3) {
                let plan = plan(&sets[from], &sets[to]);
                let pair = || format!("{} to {}", sets[from].as_value(), sets[to].as_value());
                assert_eq!(Some(plan.requests.len()), distance, "{}: {:?}", pair(), lines(&plan));
                assert!(plan.impossible.is_empty(), "{}: {:?}", pair(), plan.impossible);
                compared += 1;
            }
        }
        assert!(compared > 5_000, "only {compared} pairs");
    }
}

fn variants(all: &[(&str, &[&str], bool)]) -> Vec<Value> {
    let rule = |(pattern, actions, enabled): &(&str, &[&str], bool)| json!({"rule_id": "", "default": false, "enabled": enabled, "pattern": pattern, "actions": actions});
    all.iter().map(rule).collect()
}

#[test]
fn no_fewer_requests_would_do_for_three_rules() {
    let all = variants(&[("p", &[], true), ("p", &[], false), ("q", &[], true), ("q", &[], false)]);
    Universe::new(&["a", "b", "c"], &all).check();
}

#[test]
fn no_fewer_requests_would_do_where_actions_change() {
    let all =
        variants(&[("p", &[], true), ("p", &["notify"], true), ("q", &[], true), ("q", &["notify"], true)]);
    Universe::new(&["a", "b", "c"], &all).check();
}

#[test]
fn no_fewer_requests_would_do_for_four_rules() {
    let all = variants(&[("p", &[], true), ("q", &[], true)]);
    Universe::new(&["a", "b", "c", "d"], &all).check();
}

// Right: random rulesets.

fn actions() -> impl Strategy<Value = Value> {
    select(vec![json!([]), json!(["notify"]), json!(["dont_notify"]), json!([{"set_tweak": "highlight"}])])
}

fn matcher(kind: RuleKind) -> BoxedStrategy<Option<(&'static str, Value)>> {
    let some = |name, values: Vec<Value>| select(values).prop_map(move |v| Some((name, v))).boxed();
    match kind {
        Content => some("pattern", vec![json!("p"), json!("q")]),
        kind if kind.has_conditions() => some("conditions", vec![json!([]), json!([{"kind": "x"}])]),
        _ => Just(None).boxed(),
    }
}

fn rule(kind: RuleKind, rule_id: String, default: bool) -> impl Strategy<Value = Value> {
    (matcher(kind), actions(), any::<bool>()).prop_map(move |(matcher, actions, enabled)| {
        let mut rule =
            json!({"rule_id": rule_id, "default": default, "enabled": enabled, "actions": actions});
        if let Some((name, value)) = matcher {
            rule[name] = value;
        }
        rule
    })
}

/// Some of seven rules in any order.
fn user_rules(kind: RuleKind) -> impl Strategy<Value = Vec<Value>> {
    (Just("abcdéfü".chars().collect::<Vec<_>>()).prop_shuffle(), 0..=7_usize).prop_flat_map(
        move |(ids, n)| {
            ids.into_iter().take(n).map(|id| rule(kind, id.to_string(), false)).collect::<Vec<_>>()
        },
    )
}

/// A list as servers give it: master, the user's rules, the server's, which match what they match.
fn server_list(kind: RuleKind) -> impl Strategy<Value = Value> {
    let default = move |id: &str| {
        rule(kind, id.to_owned(), true).prop_map(move |mut rule| {
            match kind {
                Content => rule["pattern"] = json!("d"),
                kind if kind.has_conditions() => rule["conditions"] = json!([{"kind": "d"}]),
                _ => {}
            }
            rule
        })
    };
    let master = kind == Override;
    (default(".m.rule.master"), user_rules(kind), vec![default(".d1"), default(".d2")]).prop_map(
        move |(first, user, default)| {
            let first = if master { vec![first] } else { vec![] };
            Value::Array([first, user, default].concat())
        },
    )
}

fn server_rules() -> impl Strategy<Value = Ruleset> {
    let lists = (server_list(Override), server_list(Content), user_rules(Room), any::<bool>());
    lists.prop_map(|(first, content, room, bare)| {
        let lists = json!({"override": first, "content": content, "room": room});
        rules(if bare { lists } else { json!({"global": lists}) })
    })
}

/// Anything that may stand in a list.
fn entry(kind: RuleKind) -> impl Strategy<Value = Value> {
    let ids = ["a", "b", "c", "d", "x/y", "", ".d1", ".d2", ".m.rule.master", "e"];
    let whole = (select(ids.to_vec()), any::<bool>())
        .prop_flat_map(move |(id, default)| rule(kind, id.to_owned(), default && id != "a"));
    let odd = (
        select(vec!["enabled", "actions", "conditions", "pattern", "default", "rule_id", "x"]),
        select(vec![Value::Null, json!("x"), json!(["x"]), json!([{"kind": 1}]), json!(1)]),
    );
    prop_oneof![
        8 => whole.clone(),
        2 => (whole.clone(), odd).prop_map(|(rule, (name, value))| with(rule, name, value)),
        1 => (whole, select(vec!["enabled", "actions", "conditions", "pattern", "default", "rule_id"]))
            .prop_map(|(mut rule, name)| {
                rule.as_object_mut().expect("a rule").shift_remove(name);
                rule
            }),
        1 => select(vec![Value::Null, json!(1), json!("x"), json!({})]),
    ]
}

fn any_list(kind: RuleKind) -> impl Strategy<Value = Value> {
    prop_oneof![
        12 => vec_of(entry(kind)),
        1 => select(vec![Value::Null, json!("x"), json!({})]),
    ]
}

fn vec_of(entry: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    vec(entry, 0..8).prop_map(Value::Array)
}

fn any_rules() -> impl Strategy<Value = Ruleset> {
    (any_list(Override), any_list(Content), any_list(Room), any_list(RuleKind::Postcontent)).prop_map(
        |(first, content, room, postcontent)| {
            // `content` that is an object would make it an event.
            let content = if content.is_object() { Value::Null } else { content };
            rules(json!({"override": first, "content": content, "room": room, "postcontent": postcontent}))
        },
    )
}

/// The rules of a kind without those that are reported, master first, with everything said.
fn normal(rules: &Ruleset, kind: RuleKind, plan: &Plan) -> Vec<Map<String, Value>> {
    let reported: HashSet<&str> = plan
        .impossible
        .iter()
        .filter(|left| left.kind == Some(kind))
        .filter_map(|left| left.rule_id.as_deref())
        .collect();
    let mut normal = Vec::new();
    for rule in rules.rules(kind) {
        let Some(rule_id) = rule.rule_id().filter(|rule_id| !reported.contains(rule_id)) else { continue };
        let mut fields = rule.as_value().as_object().expect("an object").clone();
        fields.entry("enabled").or_insert(json!(true));
        fields.entry("default").or_insert(json!(false));
        if kind.has_conditions() {
            fields.entry("conditions").or_insert(json!([]));
        }
        let master = kind == Override && rule_id == ".m.rule.master";
        normal.insert(if master { 0 } else { normal.len() }, fields);
    }
    normal
}

/// A server that moves any rule to the top that is put without a neighbour, as Synapse does.
fn apply_to_the_top(rules: &Ruleset, request: &Request) -> Ruleset {
    let after = apply(rules, request).expect("a request");
    let segments: Vec<&str> = request.path.rsplit('/').collect();
    let (&[rule_id, kind, scope], "PUT") = (&segments[..3], request.method.as_str()) else { return after };
    if scope != "global" || rule_id.contains('?') {
        return after;
    }
    let kind: RuleKind = kind.parse().expect("a kind");
    // The letters of the test's own ids; what a path may hold besides is not its business.
    let rule_id = rule_id.replace("%C3%A9", "é").replace("%C3%BC", "ü");
    let rule = after.rule(kind, &rule_id).expect("the rule").as_value().clone();
    let first = after.rules(kind).find(|rule| !rule.is_default()).and_then(|first| first.rule_id());
    let placement = Placement { before: first.map(str::to_owned), after: None };
    put_rule(&after, kind, &rule, &placement).expect("put")
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn between_accounts_a_plan_leaves_nothing(from in server_rules(), to in server_rules()) {
        let plan = plan(&from, &to);
        prop_assert_eq!(&plan.impossible, &vec![]);
        let result = done(&from, &plan);
        let moved = plan.requests.iter().fold(from, |rules, request| apply_to_the_top(&rules, request));
        for kind in RuleKind::ALL {
            prop_assert_eq!(normal(&result, kind, &plan), normal(&to, kind, &plan));
            prop_assert_eq!(normal(&moved, kind, &plan), normal(&to, kind, &plan));
        }
    }

    #[test]
    fn what_is_left_is_reported(from in any_rules(), to in any_rules()) {
        let plan = plan(&from, &to);
        let result = done(&from, &plan);
        for kind in RuleKind::ALL {
            let reports = |code| plan.impossible.iter().any(|left| left.kind == Some(kind) && left.code == code);
            if reports("invalid_list") {
                continue;
            }
            prop_assert_eq!(normal(&result, kind, &plan), normal(&to, kind, &plan), "{:?}", plan);
            let broken = |rules: &Ruleset| {
                let entries = rules.rules(kind).filter(|rule| rule.rule_id().is_none());
                let mut texts: Vec<String> = entries.map(|rule| rule.as_value().to_string()).collect();
                texts.sort();
                texts
            };
            prop_assert!(reports("broken_rule") || broken(&result) == broken(&to));
        }
    }

    #[test]
    fn a_plan_done_leaves_no_request(from in any_rules(), to in any_rules()) {
        let first = plan(&from, &to);
        let second = plan(&done(&from, &first), &to);
        prop_assert_eq!(second.requests, vec![]);
        prop_assert_eq!(second.impossible, first.impossible);
    }

    #[test]
    fn an_edit_leaves_the_other_rules_alone(
        rules in any_rules(),
        rule in rule(Override, "b".to_owned(), false),
        before in proptest::option::of(select(vec!["a", "b", "c", ".d1"])),
        after in proptest::option::of(select(vec!["a", "b", "c", ".d1"])),
    ) {
        let placement = Placement { before: before.map(str::to_owned), after: after.map(str::to_owned) };
        let others = |rules: &Ruleset| -> Vec<Value> {
            let others = rules.rules(Override).filter(|rule| rule.rule_id() != Some("b"));
            others.map(|rule| rule.as_value().clone()).collect()
        };
        if let Ok(edited) = put_rule(&rules, Override, &rule, &placement) {
            prop_assert_eq!(others(&edited), others(&rules));
            let put = edited.rule(Override, "b").expect("the rule");
            prop_assert_eq!(&put.as_value()["actions"], &rule["actions"]);
            prop_assert_eq!(&put.as_value()["conditions"], &rule["conditions"]);
            prop_assert_eq!(edited.rules(Override).filter(|rule| rule.rule_id() == Some("b")).count(), 1);
            for kind in RuleKind::ALL.into_iter().filter(|kind| *kind != Override) {
                prop_assert!(edited.rules(kind).map(|r| r.as_value()).eq(rules.rules(kind).map(|r| r.as_value())));
            }
        }
    }
}
