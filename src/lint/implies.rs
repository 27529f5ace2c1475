//! When one condition settles another: it implies it, or excludes it.
//!
//! Both relations err on the safe side: what is not seen here is only a remark less.

use std::ops::RangeInclusive;

use crate::{
    condition::{Comparison, Condition, MemberCountIs, PropertyPath, Scalar},
    text::{contains_words, fold},
};

/// Whether a condition holds for every event (R9 for the absence of all others).
pub(super) fn always_holds(condition: &Condition) -> bool {
    match condition {
        // Every event has these, and they are strings.
        Condition::EventMatch { path, pattern } => {
            matches!(path.names.as_slice(), [name] if matches!(name.as_str(), "type" | "sender" | "room_id"))
                && is_any(pattern)
        }
        Condition::MemberCount(is) => {
            let range = member_range(*is);
            *range.start() <= 1 && *range.end() == u64::MAX
        }
        _ => false,
    }
}

/// Whether every event for which `given` holds is one for which `wanted` holds.
pub(super) fn implies(given: &Condition, wanted: &Condition) -> bool {
    use Condition::{EventMatch, MemberCount, PropertyIs};
    if given == wanted {
        return true;
    }
    match (given, wanted) {
        (EventMatch { path, pattern }, EventMatch { path: of, pattern: wanted })
            if path.names == of.names =>
        {
            is_any(wanted)
                || fold(pattern) == fold(wanted)
                || (path.is_body()
                    && is_literal(pattern)
                    && is_literal(wanted)
                    && has_phrase(pattern, wanted))
        }
        (PropertyIs { path, value: Scalar::String(value) }, EventMatch { path: of, pattern })
            if path.names == of.names =>
        {
            is_any(pattern) || (is_literal(pattern) && fold(value) == fold(pattern))
        }
        // Case aside; ids that differ in case alone do not occur.
        (EventMatch { path, pattern }, PropertyIs { path: of, value: Scalar::String(value) }) => {
            path.names == of.names && is_id(path) && is_literal(pattern) && pattern == value
        }
        (MemberCount(given), MemberCount(wanted)) => {
            let (given, wanted) = (member_range(*given), member_range(*wanted));
            wanted.start() <= given.start() && given.end() <= wanted.end()
        }
        _ => false,
    }
}

/// Whether no event satisfies both conditions.
pub(super) fn excludes(a: &Condition, b: &Condition) -> bool {
    use Condition::{EventMatch, MemberCount, PropertyIs, ThreadSubscription};
    match (a, b) {
        (PropertyIs { path, value }, PropertyIs { path: other, value: wanted }) => {
            path.names == other.names && value != wanted
        }
        (EventMatch { path, pattern }, EventMatch { path: other, pattern: wanted }) => {
            path.names == other.names
                && !path.is_body()
                && is_literal(pattern)
                && is_literal(wanted)
                && fold(pattern) != fold(wanted)
        }
        (PropertyIs { path, value }, EventMatch { path: other, pattern })
        | (EventMatch { path: other, pattern }, PropertyIs { path, value }) => {
            path.names == other.names
                && match value {
                    Scalar::String(value) => {
                        !path.is_body() && is_literal(pattern) && fold(value) != fold(pattern)
                    }
                    _ => true,
                }
        }
        (MemberCount(a), MemberCount(b)) => {
            let (a, b) = (member_range(*a), member_range(*b));
            a.start() > b.end() || b.start() > a.end()
        }
        (ThreadSubscription { subscribed: a }, ThreadSubscription { subscribed: b }) => a != b,
        _ => false,
    }
}

/// The member counts for which a condition holds; `0..=0` stands in for none.
pub(super) fn member_range(is: MemberCountIs) -> RangeInclusive<u64> {
    match is.comparison {
        Comparison::Equal => is.count..=is.count,
        Comparison::Less => 0..=is.count.saturating_sub(1),
        Comparison::LessOrEqual => 0..=is.count,
        Comparison::Greater => is.count.saturating_add(1)..=u64::MAX,
        Comparison::GreaterOrEqual => is.count..=u64::MAX,
    }
}

/// Whether a pattern matches every string.
pub(super) fn is_any(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*')
}

pub(super) fn is_literal(pattern: &str) -> bool {
    !pattern.contains(['*', '?'])
}

/// Whether a literal pattern contains another one as words (R27), so that a body with the first
/// has the second too.
fn has_phrase(text: &str, phrase: &str) -> bool {
    !phrase.is_empty() && contains_words(&fold(text), &fold(phrase))
}

fn is_id(path: &PropertyPath) -> bool {
    path.names == ["room_id"] || path.names == ["sender"]
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{always_holds, excludes, implies};
    use crate::condition::{Condition, parse};

    fn of(condition: &Value) -> Condition {
        parse(condition)
    }
    fn body(pattern: &str) -> Condition {
        of(&json!({"kind": "event_match", "key": "content.body", "pattern": pattern}))
    }
    fn matches(key: &str, pattern: &str) -> Condition {
        of(&json!({"kind": "event_match", "key": key, "pattern": pattern}))
    }
    fn is(key: &str, value: &str) -> Condition {
        of(&json!({"kind": "event_property_is", "key": key, "value": value}))
    }
    fn count(is: &str) -> Condition {
        of(&json!({"kind": "room_member_count", "is": is}))
    }

    #[test]
    fn implications() {
        for (given, wanted, expected) in [
            (body("foo bar"), body("FOO"), true),
            (body("foobar"), body("foo"), false),
            (body("foo*"), body("foo"), false),
            (body("foo"), body("foo bar"), false),
            (body("c++ code"), body("c++"), true),
            (body("foo"), body("*"), true),
            (matches("type", "a.b"), matches("type", "a"), false),
            (matches("type", "M.x"), matches("type", "m.X"), true),
            (is("sender", "@a:b"), matches("sender", "@A:b"), true),
            (matches("sender", "@a:b"), is("sender", "@a:b"), true),
            (matches("sender", "@a:*"), is("sender", "@a:*"), false),
            (matches("content.x", "v"), is("content.x", "v"), false),
            (count("2"), count("<3"), true),
            (count("<3"), count("2"), false),
            (count(">2"), count(">=3"), true),
            (count(">=3"), count("<=5"), false),
        ] {
            assert_eq!(implies(&given, &wanted), expected, "{given:?} => {wanted:?}");
        }
    }

    #[test]
    fn exclusions() {
        for (a, b, expected) in [
            (matches("type", "a"), matches("type", "b"), true),
            (matches("type", "a"), matches("type", "A"), false),
            (matches("type", "a"), matches("type", "a*"), false),
            (matches("type", "a"), matches("sender", "b"), false),
            (body("a"), body("b"), false),
            (is("type", "a"), matches("type", "b"), true),
            (is("content.body", "a b"), body("b"), false),
            (is("type", "a"), is("type", "A"), true),
            (count("2"), count(">2"), true),
            (count("<=2"), count("2"), false),
        ] {
            assert_eq!(excludes(&a, &b), expected, "{a:?} {b:?}");
            assert_eq!(excludes(&b, &a), expected, "{b:?} {a:?}");
        }
    }

    #[test]
    fn what_always_holds() {
        for (condition, expected) in [
            (matches("type", "*"), true),
            (matches("sender", "**"), true),
            (matches("type", "m.*"), false),
            (matches("state_key", "*"), false),
            (matches("content.body", "*"), false),
            (matches("type", ""), false),
            (count(">=1"), true),
            (count(">0"), true),
            (count(">1"), false),
            (count("<99"), false),
        ] {
            assert_eq!(always_holds(&condition), expected, "{condition:?}");
        }
    }
}
