//! What the advice says of rules that never match, held against the engine: none of them ever wins.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use std::collections::BTreeMap;

use matrix_push_rules::{Context, LintOptions, Options, RuleKind, Ruleset, lint};
use serde_json::{Value, json};

/// The codes that say "never", at a rule or within it.
const NEVER: [&str; 4] =
    ["shadowed_rule", "unreachable_rule", "contradictory_conditions", "impossible_member_count"];

/// A small generator of numbers, the same ones every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const TYPES: [&str; 4] = ["m.room.message", "m.sticker", "m.room.Message", "m"];
const WORDS: [&str; 10] = ["foo", "Foo", "foo bar", "bar", "foobar", "c++", "été", "foo*", "*", "f?o"];
const BODIES: [&str; 9] =
    ["foo", "FOO bar", "a foo bar b", "foobar", "c++ foo", "l'été", "fao", "", "bar-foo c++"];
const ROOMS: [&str; 2] = ["!r:x", "!s:x"];
const SENDERS: [&str; 2] = ["@a:x", "@b:x"];
const COUNTS: [&str; 9] = ["1", "2", "<3", ">1", ">=2", "<=2", ">=1", "0", "<1"];

fn condition(dice: &mut Dice) -> Value {
    let matches = |key: &str, pattern: &str| json!({"kind": "event_match", "key": key, "pattern": pattern});
    let is = |key: &str, value: &str| json!({"kind": "event_property_is", "key": key, "value": value});
    match dice.below(10) {
        0 => matches("type", dice.pick(&["*", "m.*", "m.room.message", "m.sticker", "M.STICKER"])),
        1 => is("type", dice.pick(&TYPES)),
        2 | 3 => matches("content.body", dice.pick(&WORDS)),
        4 => is("content.body", dice.pick(&BODIES)),
        5 => matches("room_id", dice.pick(&ROOMS)),
        6 => matches("sender", dice.pick(&SENDERS)),
        7 | 8 => json!({"kind": "room_member_count", "is": dice.pick(&COUNTS)}),
        _ => json!({"kind": "event_property_contains", "key": "content.list", "value": dice.pick(&WORDS)}),
    }
}

fn rule(kind: RuleKind, dice: &mut Dice) -> Value {
    let id = match kind {
        RuleKind::Room => dice.pick(&ROOMS).to_owned(),
        RuleKind::Sender => dice.pick(&SENDERS).to_owned(),
        _ => format!("r{}", dice.below(1_000_000)),
    };
    let mut rule =
        json!({"rule_id": id, "default": false, "enabled": dice.below(8) > 0, "actions": ["notify"]});
    if kind == RuleKind::Content {
        rule["pattern"] = json!(dice.pick(&WORDS));
    } else if kind.has_conditions() {
        let count = [0, 1, 1, 2, 2, 3][dice.below(6)];
        rule["conditions"] = (0..count).map(|_| condition(dice)).collect();
    }
    rule
}

fn ruleset(dice: &mut Dice) -> Value {
    let mut lists = serde_json::Map::new();
    for kind in RuleKind::ALL {
        let count = dice.below(5);
        lists.insert(kind.to_string(), (0..count).map(|_| rule(kind, dice)).collect());
    }
    Value::Object(lists)
}

#[test]
fn rules_that_never_match_never_win() {
    let mut dice = Dice(7);
    let mut said: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wins = 0;
    for _ in 0..400 {
        let rules = Ruleset::from_value(ruleset(&mut dice)).unwrap();
        let remarks = lint(&rules, &LintOptions::default());
        let never: Vec<_> = remarks.iter().filter(|remark| NEVER.contains(&remark.code)).collect();
        for remark in &never {
            *said.entry(remark.code).or_default() += 1;
        }
        let compiled = rules.compile(&Options::default());
        for _ in 0..100 {
            let event = json!({
                "type": dice.pick(&TYPES), "sender": dice.pick(&SENDERS), "room_id": dice.pick(&ROOMS),
                "content": {"body": dice.pick(&BODIES), "list": [dice.pick(&WORDS)]}
            });
            let mut context = Context::new("@me:x");
            context.member_count = Some(1 + dice.below(4) as u64);
            let evaluation = compiled.evaluate(&event, &context).unwrap();
            let Some(winner) = &evaluation.rule else { continue };
            wins += 1;
            let wrong = never.iter().find(|remark| {
                remark.kind == Some(winner.kind) && remark.rule_id.as_ref() == Some(&winner.rule_id)
                    // The first of several rules with one id may win while a later one is shadowed.
                    && rules.rules(winner.kind).filter(|r| r.rule_id() == Some(&winner.rule_id)).count() == 1
            });
            assert_eq!(wrong, None, "{event} with {:?} and {}", context.member_count, rules.as_value());
        }
    }
    assert!(wins > 10_000, "{wins}");
    for code in NEVER {
        assert!(said.get(code).is_some_and(|&count| count > 20), "{said:?}");
    }
}
