//! `cargo bench --bench ruma`: this engine and `ruma-common` side by side.
//!
//! Both evaluate the same events against the same rules, in turn, in one process; the ratio of each
//! round is taken, and the median of the ratios is printed. Three questions are asked of both:
//! from JSON text (ruma: `Ruleset::get_match` on `Raw`), and on an event that was prepared before
//! (ruma: rules applied to a `FlattenedJson`). Before anything is timed, both must give the same rule.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark that fails may panic"
)]

use std::{
    hint::black_box,
    pin::pin,
    task::{Context as TaskContext, Poll, Waker},
    time::{Duration, Instant},
};

use matrix_push_rules::{Context, DefaultRulesOptions, Options, Ruleset, default_rules};
use ruma_common::{
    OwnedRoomId, OwnedUserId,
    push::{FlattenedJson, PushConditionRoomCtx, Ruleset as RumaRuleset},
    serde::Raw,
};
use serde_json::{Value, json, value::RawValue};

const USER: &str = "@alice:example.org";
const ROOM: &str = "!current:example.org";
const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_millis(8);

fn main() {
    // `cargo test --benches` runs this as well; there is nothing to test then.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!(
        "{:<52} {:>10} {:>10} {:>8} {:>11} {:>8}",
        "nanoseconds an event", "ruma", "from JSON", "ratio", "prepared", "ratio"
    );
    let (mut json_ratios, mut prepared_ratios) = (Vec::new(), Vec::new());
    for (keywords, rooms) in [(0, 0), (10, 0), (10, 30), (100, 300)] {
        for event in ["plain", "keyword", "body 4 kB", "body 64 kB", "mention", "encrypted", "notice"] {
            if event == "keyword" && keywords == 0 {
                continue;
            }
            let name = format!("{event}, {keywords} keywords, {rooms} room rules");
            let ratios = compare(&name, &rules(&literals(keywords), rooms), &sample(event));
            json_ratios.push(ratios.0);
            prepared_ratios.push(ratios.1);
        }
    }
    println!(
        "geometric mean of the ratios: from JSON {:.1}, prepared {:.1}",
        mean(&json_ratios),
        mean(&prepared_ratios)
    );
    println!();
    let globs: Vec<_> = (0..10).map(|i| format!("glob{i}*end?")).collect();
    let mut glob_ratios = Vec::new();
    for event in ["plain", "body 4 kB"] {
        let ratios = compare(&format!("{event}, 10 glob keywords"), &rules(&globs, 0), &sample(event));
        glob_ratios.push(ratios.0);
    }
    println!("geometric mean of the ratios: from JSON {:.1}", mean(&glob_ratios));
    println!();
    adversarial();
}

/// Prints the times of one scenario and gives the ratios, from JSON and prepared.
fn compare(name: &str, rules: &Value, event: &Value) -> (f64, f64) {
    let text = event.to_string();
    let ours = Ruleset::from_value(rules.clone()).unwrap().compile(&Options::default());
    let mut context = Context::new(USER);
    context.member_count = Some(100);
    context.display_name = Some("Alice".to_owned());
    context.room_id = Some(ROOM.to_owned());
    context.power_levels = Some(json!({}));
    let theirs: RumaRuleset = serde_json::from_value(rules.clone()).unwrap();
    let raw: Raw<Value> = Raw::from_json(RawValue::from_string(text.clone()).unwrap());
    let room = PushConditionRoomCtx::new(
        OwnedRoomId::try_from(ROOM).unwrap(),
        100_u32.into(),
        OwnedUserId::try_from(USER).unwrap(),
        "Alice".to_owned(),
    );
    let mut evaluator = ours.evaluator();
    let our_rule =
        evaluator.evaluate(&text, &context).unwrap().rule.as_ref().map(|rule| rule.rule_id.clone());
    let their_rule = ready(theirs.get_match(&raw, &room)).map(|rule| rule.rule_id().to_owned());
    assert_eq!(our_rule, their_rule, "{name}");

    let (from_json, ruma, json_ratio) = interleaved(
        || {
            black_box(evaluator.evaluate(black_box(&text), &context).unwrap());
        },
        || {
            black_box(ready(theirs.get_match(black_box(&raw), &room)));
        },
    );
    let flattened = FlattenedJson::from_raw(&raw);
    let mut second = ours.evaluator();
    let mut prepared = second.prepare(&text).unwrap();
    let (prepared, _, prepared_ratio) = interleaved(
        || {
            black_box(prepared.evaluate(black_box(&context)));
        },
        || {
            for rule in theirs.iter() {
                if ready(rule.applies(black_box(&flattened), &room)) {
                    black_box(rule);
                    break;
                }
            }
        },
    );
    println!(
        "{name:<52} {ruma:>10.0} {from_json:>10.0} {json_ratio:>7.1}x {prepared:>11.0} {prepared_ratio:>7.1}x"
    );
    (json_ratio, prepared_ratio)
}

/// Median nanoseconds a call of both, in turn, and the median ratio.
fn interleaved(mut ours: impl FnMut(), mut theirs: impl FnMut()) -> (f64, f64, f64) {
    let mut rounds: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (time(&mut ours), time(&mut theirs))).collect();
    let ratio = median(rounds.iter().map(|(ours, theirs)| theirs / ours).collect());
    let theirs = median(rounds.iter().map(|round| round.1).collect());
    (median(rounds.drain(..).map(|round| round.0).collect()), theirs, ratio)
}

fn time(run: &mut impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut calls = 0_u32;
    while start.elapsed() < ROUND {
        // Looking at the clock costs as much as a small event.
        for _ in 0..8 {
            run();
        }
        calls += 8;
    }
    start.elapsed().as_nanos() as f64 / f64::from(calls)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn mean(ratios: &[f64]) -> f64 {
    (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp()
}

/// The result of a future that is ready: ruma's are, unless threads are asked for.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a future of ruma was not ready"),
    }
}

/// Default rules with keywords and room rules of other rooms.
fn rules(keywords: &[String], rooms: usize) -> Value {
    let mut rules = default_rules(USER, &DefaultRulesOptions::default()).unwrap().into_value();
    let rule = |id: &str, actions: Value| json!({ "rule_id": id, "default": false, "enabled": true, "actions": actions });
    rules["content"] = keywords
        .iter()
        .map(|keyword| {
            let mut rule = rule(keyword, json!(["notify", { "set_tweak": "highlight" }]));
            rule["pattern"] = json!(keyword);
            rule
        })
        .collect();
    rules["room"] = (0..rooms).map(|i| rule(&format!("!room{i}:example.org"), json!([]))).collect();
    rules
}

fn literals(count: usize) -> Vec<String> {
    (0..count).map(|i| format!("keyword{i}")).collect()
}

fn sample(name: &str) -> Value {
    let words = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor. ";
    let body = match name {
        "keyword" => "does anybody know what keyword7 is about? I have never seen it".to_owned(),
        "body 4 kB" => words.repeat(52),
        "body 64 kB" => words.repeat(820),
        _ => "The quick brown fox jumps over the lazy dog, and then it runs away from it".to_owned(),
    };
    let mut event = json!({
        "type": "m.room.message",
        "event_id": "$0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
        "room_id": ROOM,
        "sender": "@bob:example.org",
        "origin_server_ts": 1_795_341_951_120_u64,
        "content": { "msgtype": "m.text", "body": body, "m.mentions": {} },
        "unsigned": { "age": 105, "membership": "join" },
    });
    match name {
        "mention" => event["content"]["m.mentions"] = json!({ "user_ids": [USER] }),
        "notice" => event["content"]["msgtype"] = json!("m.notice"),
        "encrypted" => {
            event["type"] = json!("m.room.encrypted");
            event["content"] = json!({
                "algorithm": "m.megolm.v1.aes-sha2",
                "ciphertext": "AwgAEpAB".repeat(60),
                "device_id": "ABCDEFGHIJ",
                "sender_key": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
                "session_id": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
            });
        }
        _ => {}
    }
    event
}

/// Patterns that make backtracking matchers explode: time has to grow with the body, not faster.
fn adversarial() {
    println!(
        "{:<28} {:>12} {:>12} {:>12} {:>16}",
        "adversarial patterns, µs", "4 kB", "16 kB", "64 kB", "64 kB / 4 kB"
    );
    let patterns = [
        ("*a*a*a*a*b".to_owned(), "*a*a*a*a*b"),
        (format!("{}b", "*a".repeat(50)), "*a × 50, b"),
        (format!("{}b", "?".repeat(5000)), "? × 5000, b"),
        ("**?**?b".to_owned(), "**?**?b"),
        (format!("{}b", "?a".repeat(500)), "?a × 500, b"),
    ];
    for (pattern, name) in patterns {
        let ours = Ruleset::from_value(rules(&[pattern], 0)).unwrap().compile(&Options::default());
        let mut evaluator = ours.evaluator();
        let context = Context::new(USER);
        let times: Vec<f64> = [4, 16, 64]
            .iter()
            .map(|kilobytes| {
                let mut event = sample("plain");
                event["content"]["body"] = json!("a".repeat(kilobytes * 1024));
                let text = event.to_string();
                let mut run = || {
                    black_box(evaluator.evaluate(black_box(&text), &context).unwrap());
                };
                median((0..5).map(|_| time(&mut run)).collect()) / 1000.0
            })
            .collect();
        println!(
            "{name:<28} {:>12.1} {:>12.1} {:>12.1} {:>15.1}x",
            times[0],
            times[1],
            times[2],
            times[2] / times[0]
        );
    }
}
