//! Which rules name a room.

use crate::{
    condition::{self, Condition, Scalar},
    kind::RuleKind,
    ruleset::Rule,
    text::{Glob, Scope, fold},
};

/// The room that a condition asks for, if that is all it asks for: `event_match` on `room_id`
/// without wildcards, or its exact twin `event_property_is`.
fn room_of(condition: &Condition) -> Option<&str> {
    let (path, room_id) = match condition {
        Condition::EventMatch { path, pattern } if !pattern.contains(['*', '?']) => (path, pattern),
        Condition::PropertyIs { path, value: Scalar::String(value) } => (path, value),
        _ => return None,
    };
    (path.names == ["room_id"]).then_some(room_id)
}

/// A rule with conditions, one of which names a room.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) room_id: String,
    /// There is no other condition: the rule is for all events of the room.
    pub(super) exactly: bool,
}

/// The room that the conditions of a rule name. A rule that names several rooms can match in none of
/// them; it counts for the first.
pub(super) fn named_room(rule: Rule<'_>) -> Option<Named> {
    if !rule.kind().has_conditions() {
        return None;
    }
    let conditions: Vec<_> = rule.conditions()?.iter().map(condition::parse).collect();
    let room_id = conditions.iter().find_map(room_of)?;
    let exactly = conditions.iter().all(|condition| room_of(condition) == Some(room_id));
    Some(Named { room_id: room_id.to_owned(), exactly })
}

/// Whether a rule is about this room: its room rule, or an override or underride rule that names it
/// in a condition or carries its id (which is how clients name their mute rules).
pub(super) fn names_room(rule: Rule<'_>, room_id: &str) -> bool {
    match rule.kind() {
        RuleKind::Room => rule.rule_id() == Some(room_id),
        RuleKind::Override | RuleKind::Underride => {
            rule.rule_id() == Some(room_id) || has_condition_for(rule, room_id)
        }
        RuleKind::Content | RuleKind::Postcontent | RuleKind::Sender => false,
    }
}

fn has_condition_for(rule: Rule<'_>, room_id: &str) -> bool {
    rule.conditions().is_some_and(|conditions| {
        conditions.iter().any(|condition| room_of(&condition::parse(condition)) == Some(room_id))
    })
}

/// Whether a rule has a condition on `room_id` that this room meets without being named: by wildcards
/// or in another case (R24, R25).
pub(super) fn matches_room(rule: Rule<'_>, room_id: &str) -> bool {
    rule.kind().has_conditions()
        && rule.conditions().is_some_and(|conditions| {
            conditions.iter().any(|condition| match condition::parse(condition) {
                Condition::EventMatch { path, pattern } => {
                    path.names == ["room_id"]
                        && Glob::new(&fold(&pattern)).matches(&fold(room_id), Scope::Whole)
                }
                _ => false,
            })
        })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Named, named_room, names_room};
    use crate::{RuleKind, Ruleset};

    fn naming(conditions: Value) -> Option<Named> {
        let rules = json!({"override": [
            {"rule_id": "x", "conditions": conditions, "actions": [], "enabled": true, "default": false},
        ]});
        let rules = Ruleset::from_value(rules).unwrap();
        let rule = rules.rule(RuleKind::Override, "x").unwrap();
        let named = named_room(rule);
        assert_eq!(names_room(rule, "!r:x"), named.as_ref().is_some_and(|named| named.room_id == "!r:x"));
        named
    }

    #[test]
    fn a_room_is_named_by_its_whole_id() {
        let named = |exactly| Some(Named { room_id: "!r:x".to_owned(), exactly });
        let room = json!({"kind": "event_match", "key": "room_id", "pattern": "!r:x"});
        let twin = json!({"kind": "event_property_is", "key": "room_id", "value": "!r:x"});
        let sender = json!({"kind": "event_match", "key": "sender", "pattern": "@bot:x"});
        let unknown = json!({"kind": "org.example.new"});
        assert_eq!(naming(json!([room])), named(true));
        assert_eq!(naming(json!([twin])), named(true));
        assert_eq!(naming(json!([twin, room])), named(true));
        assert_eq!(naming(json!([sender, room])), named(false));
        assert_eq!(naming(json!([room, unknown])), named(false));
        assert_eq!(naming(json!([sender])), None);
        assert_eq!(naming(json!([])), None);
        assert_eq!(naming(json!([{"kind": "event_match", "key": "room_id", "pattern": "!r:*"}])), None);
        assert_eq!(
            naming(json!([{"kind": "event_match", "key": "content.room_id", "pattern": "!r:x"}])),
            None
        );
    }
}
