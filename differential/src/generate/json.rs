//! JSON that fits nowhere, and numbers of all shapes.

use serde_json::{Value, json};

use crate::random::Random;

/// Any value; mostly not what is wanted where it is put.
pub fn junk(random: &mut Random) -> Value {
    match random.below(16) {
        0 | 1 => Value::Null,
        2 => json!(true),
        3 => json!(false),
        4 => json!(""),
        5 => json!("x"),
        6 => json!("notify"),
        7 => json!([]),
        8 => json!({}),
        9 => json!({ "a": 1 }),
        10 => json!("2"),
        11 => json!("!room:example.org"),
        _ => number(random),
    }
}

/// A number around the places where implementations part.
pub fn number(random: &mut Random) -> Value {
    match random.below(24) {
        0..=3 => json!(0),
        4..=7 => json!(1),
        8 => json!(-1),
        9 => json!(2),
        10 => json!(50),
        11 => json!(1.0),
        12 => json!(-0.0),
        13 => json!(1.5),
        14 => json!(50.0),
        15 => json!((1_i64 << 53) - 1),
        16 => json!(1_i64 << 53),
        17 => json!((1_i64 << 53) + 1),
        18 => json!(-(1_i64 << 53)),
        19 => json!(1_i64 - (1_i64 << 53)),
        20 => json!(i64::MAX),
        21 => json!(i64::MIN),
        22 => json!(1_u64 << 63),
        _ => json!(1e30),
    }
}

/// A value that conditions can compare.
pub fn scalar(random: &mut Random, text: &str) -> Value {
    match random.below(10) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(false),
        3..=5 => number(random),
        6 => json!("1"),
        _ => json!(text),
    }
}
