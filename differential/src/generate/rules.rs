//! Rulesets.

use matrix_push_rules::{DefaultRulesOptions, default_rules};
use serde_json::{Map, Value, json};

use super::{ME, Scene, condition::condition, json as shapes};
use crate::{Peer, random::Random};

const KINDS: [&str; 6] = ["override", "content", "postcontent", "room", "sender", "underride"];

/// Rules whose id some implementations treat specially.
const SPECIAL: &[&str] =
    &[".m.rule.contains_display_name", ".m.rule.roomnotif", ".m.rule.contains_user_name", ".m.rule.master"];

pub(super) fn rules(random: &mut Random, scene: &Scene) -> Value {
    let mut lists: Map<String, Value> = Map::new();
    let with_defaults = random.percent(25);
    if with_defaults {
        lists = defaults(random, scene);
    }
    let mut next_id = 0;
    // Most sets hold one rule with one condition: that shows best what a condition means.
    let small = !with_defaults && random.percent(60);
    let kinds =
        if small { vec![kind(random)] } else { (0..random.between(1, 6)).map(|_| kind(random)).collect() };
    for kind in kinds {
        if kind == "postcontent" && scene.peer == Peer::Synapse {
            // Users cannot have such rules there.
            continue;
        }
        let rule = rule(random, scene, kind, next_id, small);
        next_id += 1;
        let Value::Array(list) = lists.entry(kind).or_insert_with(|| json!([])) else { continue };
        // User rules stand before those of the server, except for the master rule.
        let first = list.iter().take_while(|rule| rule["rule_id"] == ".m.rule.master").count();
        let last = list
            .iter()
            .take_while(|rule| rule["rule_id"] == ".m.rule.master" || rule["default"] == false)
            .count();
        let position = if scene.peer == Peer::Synapse || random.percent(95) {
            random.between(first, last.max(first))
        } else {
            random.between(0, list.len())
        };
        list.insert(position, rule);
    }
    if random.percent(9) {
        spoil(random, scene, &mut lists);
    }
    Value::Object(lists)
}

fn kind(random: &mut Random) -> &'static str {
    match random.below(20) {
        0..=8 => "override",
        9..=12 => "content",
        13 => "postcontent",
        14 | 15 => "room",
        16 | 17 => "sender",
        _ => "underride",
    }
}

fn rule(random: &mut Random, scene: &Scene, kind: &str, number: usize, small: bool) -> Value {
    let mut rule = Map::new();
    let id = match kind {
        "room" => random
            .pick(&[
                "!room:example.org",
                "!room:example.org",
                "!Room:example.org",
                "!σσ:example.org",
                "!r*",
                "!*",
                "!room?example.org",
                "!",
                "#room:example.org",
            ])
            .to_owned(),
        "sender" => random
            .pick(&[
                "@alice:example.org",
                "@alice:example.org",
                "@ALICE:example.org",
                "@*:example.org",
                "@?lice:example.org",
                "@alice:example.org:80",
                "@:x",
                "alice",
            ])
            .to_owned(),
        _ if scene.peer != Peer::Synapse && random.percent(6) => random.pick(SPECIAL).to_owned(),
        _ if random.percent(4) => "rule0".to_owned(),
        _ => format!("rule{number}"),
    };
    // A set that is refused says nothing else, so bad ids are rare.
    let id = if matches!(id.as_str(), "#room:example.org" | "alice" | "@:x") && random.percent(85) {
        random.pick(if kind == "room" { &["!room:example.org"] } else { &["@alice:example.org"] }).to_owned()
    } else {
        id
    };
    rule.insert("rule_id".to_owned(), json!(id));
    rule.insert("default".to_owned(), json!(scene.peer != Peer::Synapse && random.percent(5)));
    rule.insert("enabled".to_owned(), json!(random.percent(93)));
    match kind {
        "content" => {
            let body = scene.body(random);
            rule.insert("pattern".to_owned(), json!(scene.alphabet.pattern(random, &body)));
        }
        "override" | "postcontent" | "underride" => {
            let conditions: Vec<Value> = match random.below(12) {
                0 if !small => vec![],
                1 | 2 => (0..2).map(|_| condition(random, scene)).collect(),
                _ => vec![condition(random, scene)],
            };
            if !(conditions.is_empty() && scene.peer != Peer::Synapse && random.percent(30)) {
                rule.insert("conditions".to_owned(), json!(conditions));
            }
        }
        _ => {}
    }
    rule.insert("actions".to_owned(), actions(random, scene));
    Value::Object(rule)
}

fn actions(random: &mut Random, scene: &Scene) -> Value {
    if random.percent(40) {
        return json!(["notify"]);
    }
    let mut actions = vec![];
    for _ in 0..random.between(0, 3) {
        actions.push(match random.below(40) {
            0..=11 => json!("notify"),
            12 | 13 => json!({ "set_tweak": "highlight" }),
            14 | 15 => json!({ "set_tweak": "highlight", "value": random.percent(50) }),
            16 => json!({ "set_tweak": "highlight", "value": null }),
            17..=20 => json!({ "set_tweak": "sound", "value": random.pick(&["default", "ring", ""]) }),
            21..=23 => json!({ "set_tweak": "org.example.tweak", "value": shapes::junk(random) }),
            24 => json!({ "set_tweak": "org.example.tweak" }),
            25 => json!("dont_notify"),
            26 => json!("coalesce"),
            27 => json!({ "org.example.action": 1 }),
            28 if random.percent(30) => json!({ "set_tweak": "highlight", "value": shapes::junk(random) }),
            29 if random.percent(30) => json!({ "set_tweak": "sound", "value": shapes::junk(random) }),
            30 if random.percent(30) => json!({ "set_tweak": "sound" }),
            31 if random.percent(30) => json!("org.matrix.msc3768.notify_in_app"),
            32 if random.percent(30) => json!("org.example.action"),
            33 if random.percent(40) => match shapes::junk(random) {
                // How ruma reads an array where an object belongs is nobody's business.
                Value::Array(_) => json!("notify"),
                junk => junk,
            },
            34 if random.percent(40) && scene.peer != Peer::Synapse => {
                json!({ "set_tweak": odd_name(random), "value": 1 })
            }
            _ => json!("notify"),
        });
    }
    Value::Array(actions)
}

fn odd_name(random: &mut Random) -> Value {
    random.one_of(&[json!(null), json!(5), json!(true), json!(1.5), json!(""), json!("undefined")])
}

/// The predefined rules, as users change them.
fn defaults(random: &mut Random, scene: &Scene) -> Map<String, Value> {
    let version = random.pick(&["v1.16", "v1.16", "v1.19"]);
    let lists = DefaultRulesOptions::from_value(&json!({ "version": version }))
        .and_then(|options| default_rules(ME, &options))
        .map(matrix_push_rules::Ruleset::into_value);
    let Ok(Value::Object(mut lists)) = lists else { return Map::new() };
    for list in lists.values_mut().filter_map(Value::as_array_mut) {
        if random.percent(20) && !list.is_empty() {
            list.remove(random.below(list.len()));
        }
        for rule in list {
            if random.percent(8) {
                rule["enabled"] = json!(random.percent(40));
            }
            if random.percent(8) {
                rule["actions"] = actions(random, scene);
            }
        }
    }
    lists
}

/// Puts something somewhere where it does not belong, or takes something away.
fn spoil(random: &mut Random, scene: &Scene, lists: &mut Map<String, Value>) {
    let kinds: Vec<&str> = KINDS.into_iter().filter(|&kind| lists.contains_key(kind)).collect();
    if kinds.is_empty() {
        return;
    }
    let kind = random.pick(&kinds);
    if scene.peer != Peer::Synapse && random.percent(6) {
        let junk = shapes::junk(random);
        // An object under this name is the content of an account-data event.
        if !(kind == "content" && junk.is_object()) {
            lists.insert(kind.to_owned(), junk);
        }
        return;
    }
    let Some(Value::Array(rules)) = lists.get_mut(kind) else { return };
    let mut candidates: Vec<&mut Value> =
        rules.iter_mut().filter(|rule| scene.peer != Peer::Synapse || rule["default"] == false).collect();
    if candidates.is_empty() {
        return;
    }
    let at = random.below(candidates.len());
    let rule = candidates.swap_remove(at);
    if scene.peer == Peer::Synapse {
        // What the server stores of a rule is its conditions and its actions.
        let Some(fields) = rule.as_object_mut() else { return };
        if let Some(inner) = fields.get_mut("conditions").and_then(Value::as_array_mut)
            && !inner.is_empty()
        {
            let at = random.below(inner.len());
            damage(random, &mut inner[at], 0);
            // Its parser takes a number for the position of the kind in a list of its own.
            if inner[at].get("kind").is_some_and(Value::is_number) {
                inner[at]["kind"] = Value::Null;
            }
        }
        return;
    }
    damage(random, rule, 0);
}

/// Changes a value, or something inside it.
fn damage(random: &mut Random, value: &mut Value, depth: usize) {
    if depth > 0 && random.percent(35) {
        *value = shapes::junk(random);
        return;
    }
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let at = random.below(fields.len());
            let Some(name) = fields.keys().nth(at).cloned() else { return };
            if random.percent(40) {
                fields.shift_remove(&name);
            } else if let Some(inner) = fields.get_mut(&name) {
                damage(random, inner, depth + 1);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            let at = random.below(list.len());
            damage(random, &mut list[at], depth + 1);
        }
        _ => *value = shapes::junk(random),
    }
}
