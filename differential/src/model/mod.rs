//! A second opinion: push rules evaluated in the plainest way, by the book or by anyone's habits.
//!
//! The model takes rules one after the other and conditions one after the other, builds no tables,
//! and tries every place of every text. What an implementation does differently from the
//! specification is one field of [`Traits`]; a model with all traits of an implementation answers as
//! that implementation, and one with *some* of them says which of them explain a difference.

mod levels;
mod paths;
mod strict;
mod text;
mod traits;
mod tweaks;
mod words;

use std::borrow::Cow;

use serde_json::{Map, Value, json};

pub use self::traits::{Traits, js_sdk, ruma, synapse};
use self::{
    levels::Verdict,
    paths::Found,
    text::{Scope, Syntax},
    traits::{
        CallStarted, DisplayName, Duplicates, EmptyKeyword, EmptyName, Enabled, Extensible, Features,
        HugeIntegers, Invalid, Kinds, Legacy, Master, MatchValue, MemberCount, NoBody, Postcontent, Related,
        RoomId, RoomRules, SenderRules, Threads,
    },
};
use crate::{
    answer::{Answer, Outcome},
    generate::Case,
};

/// Why there is no evaluation.
struct Rejected(&'static str);

type Held = Result<bool, Rejected>;

const EXTENSIBLE: &str = "org.matrix.msc3932.extensible_events";

/// What an implementation with these traits answers.
#[must_use]
pub fn answer(traits: &Traits, case: &Case) -> Answer {
    let supplied = with_room_id(traits, case);
    match evaluate(traits, supplied.as_ref().unwrap_or(case)) {
        Ok(outcome) => Answer::Evaluated(outcome),
        Err(Rejected(reason)) => Answer::Rejected(reason.to_owned()),
    }
}

/// The case with the room id of the context in the event, where the event has none.
fn with_room_id(traits: &Traits, case: &Case) -> Option<Case> {
    let room_id = case.context.get("room_id").filter(|_| traits.room_id == RoomId::Event)?;
    let mut event = case.event.as_object()?.clone();
    if event.contains_key("room_id") {
        return None;
    }
    event.insert("room_id".to_owned(), room_id.clone());
    Some(Case { event: Value::Object(event), ..case.clone() })
}

fn evaluate(traits: &Traits, case: &Case) -> Result<Outcome, Rejected> {
    if traits.invalid == Invalid::RejectsSet && !strict::is_valid(&case.rules) {
        return Err(Rejected("an invalid rule"));
    }
    if case.event.get("sender").is_some_and(|sender| *sender == case.context["user_id"]) {
        return Ok(Outcome::default());
    }
    if traits.invalid == Invalid::UnknownActionRejectsSet && !strict::has_known_actions(&case.rules) {
        return Err(Rejected("an unknown action"));
    }
    if traits.huge_integers == HugeIntegers::RejectEvent {
        let related = case.context.get("related_events").and_then(Value::as_object);
        if has_huge(&case.event) || related.is_some_and(|events| events.values().any(has_huge)) {
            return Err(Rejected("an integer beyond 64 bits"));
        }
    }
    if !levels::readable(traits, case) {
        return Err(Rejected("unreadable power levels"));
    }
    let asked = Asked { traits, case };
    for (kind, rule) in in_order(traits, &case.rules) {
        let rule = rule?;
        if asked.matches(kind, rule)? {
            let actions = match rule.get("actions") {
                Some(Value::Array(actions)) => actions.as_slice(),
                // A string has characters, none of which is an action.
                Some(Value::String(_)) => &[],
                _ => return Err(Rejected("no actions")),
            };
            let id = rule.get("rule_id").and_then(Value::as_str).unwrap_or_default();
            return tweaks::outcome(traits, (kind.to_owned(), id.to_owned()), actions)
                .ok_or(Rejected("a null action"));
        }
    }
    Ok(Outcome::default())
}

/// Whether an event holds an integer that Synapse's evaluator cannot take.
fn has_huge(event: &Value) -> bool {
    let huge = |value: &Value| value.is_u64() && !value.is_i64();
    match event {
        Value::Object(fields) => fields.values().any(has_huge),
        Value::Array(list) => list.iter().any(huge),
        value => huge(value),
    }
}

/// All rules in the order in which they are tried.
fn in_order<'a>(traits: &Traits, rules: &'a Value) -> Vec<(&'static str, Result<&'a Value, Rejected>)> {
    let mut ordered = vec![];
    for kind in ["override", "content", "postcontent", "room", "sender", "underride"] {
        if kind == "postcontent" && traits.postcontent == Postcontent::Ignored {
            continue;
        }
        let list = match rules.get(kind) {
            Some(Value::Array(list)) => list.as_slice(),
            Some(list) if traits.invalid == Invalid::Throws && !strict::is_iterable_or_falsy(list) => {
                ordered.push((kind, Err(Rejected("a list that is none"))));
                continue;
            }
            _ => continue,
        };
        let mut seen = vec![];
        for rule in list {
            if traits.duplicates == Duplicates::Dropped {
                if seen.contains(&rule.get("rule_id")) {
                    continue;
                }
                seen.push(rule.get("rule_id"));
            }
            ordered.push((kind, Ok(rule)));
        }
    }
    if traits.master == Master::First {
        let is_master = |(kind, rule): &(&str, Result<&Value, Rejected>)| {
            *kind == "override" && rule.as_ref().is_ok_and(|rule| rule["rule_id"] == ".m.rule.master")
        };
        // The sort keeps the order of the rest.
        ordered.sort_by_key(|rule| !is_master(rule));
    }
    ordered
}

/// One case under certain traits.
struct Asked<'a> {
    traits: &'a Traits,
    case: &'a Case,
}

impl Asked<'_> {
    fn throws(&self) -> bool {
        self.traits.invalid == Invalid::Throws
    }

    /// The property at a key.
    fn find(&self, key: &str) -> Option<Found<'_>> {
        paths::find(self.traits, key, &self.case.event)
    }

    fn context_text(&self, name: &str) -> Option<&str> {
        self.case.context.get(name).and_then(Value::as_str)
    }

    fn matches(&self, kind: &str, rule: &Value) -> Held {
        if !rule.is_object() {
            return match rule {
                Value::Null if self.throws() => Err(Rejected("a rule that is null")),
                _ => Ok(false),
            };
        }
        let id = rule.get("rule_id").and_then(Value::as_str);
        if self.throws() {
            if !tweaks::is_truthy(rule.get("enabled")) && self.traits.enabled == Enabled::Truthy {
                return Ok(false);
            }
        } else {
            let conditional = ["override", "postcontent", "underride"].contains(&kind);
            let usable = id.is_some()
                && rule.get("actions").is_some_and(Value::is_array)
                && matches!(rule.get("enabled"), None | Some(Value::Bool(_)))
                && (!conditional || matches!(rule.get("conditions"), None | Some(Value::Array(_))))
                && (kind != "content" || rule.get("pattern").is_some_and(Value::is_string));
            if !usable {
                return Ok(false);
            }
        }
        match self.traits.enabled {
            Enabled::Truthy if !tweaks::is_truthy(rule.get("enabled")) => return Ok(false),
            Enabled::BooleanOrMissing if !matches!(rule.get("enabled"), None | Some(Value::Bool(true))) => {
                return Ok(false);
            }
            _ => {}
        }
        let id_text = id.unwrap_or_default();
        if self.is_off_for_extensible_events(kind, id_text, rule) {
            return Ok(false);
        }
        match kind {
            "content" => {
                let pattern = rule.get("pattern");
                if self.traits.empty_keyword == EmptyKeyword::Never && !tweaks::is_truthy(pattern) {
                    return Ok(false);
                }
                if self.is_off_for_mentions(kind, id_text) {
                    return Ok(false);
                }
                let Some(pattern) = pattern.and_then(Value::as_str) else { return Ok(false) };
                Ok(self.text("content.body").is_some_and(|text| self.glob("content.body", pattern, &text)))
            }
            "room" => {
                if self.throws() && self.is_off_for_mentions(kind, id_text) {
                    return Ok(false);
                }
                let Some(id) = id else { return Ok(false) };
                let room_id = match self.traits.room_id {
                    RoomId::Event => self.text("room_id"),
                    RoomId::Context => {
                        self.context_text("room_id").map(Cow::Borrowed).or_else(|| self.text("room_id"))
                    }
                };
                Ok(room_id.is_some_and(|room_id| match self.traits.room_rules {
                    RoomRules::Exact => room_id == id,
                    RoomRules::Glob => self.glob("room_id", id, &room_id),
                }))
            }
            "sender" => {
                if self.throws() && self.is_off_for_mentions(kind, id_text) {
                    return Ok(false);
                }
                let Some(id) = id else { return Ok(false) };
                let (key, exact) = match self.traits.sender_rules {
                    SenderRules::Exact => ("sender", true),
                    SenderRules::Glob => ("sender", false),
                    SenderRules::ExactUserId => ("user_id", true),
                    SenderRules::GlobUserId => ("user_id", false),
                };
                // js-sdk takes an id that is the empty string for none.
                if id.is_empty() && self.throws() {
                    return Ok(false);
                }
                Ok(self
                    .text(key)
                    .is_some_and(|text| if exact { text == id } else { self.glob(key, id, &text) }))
            }
            _ => {
                if self.is_off_for_mentions(kind, id_text) {
                    return Ok(false);
                }
                let conditions = match rule.get("conditions") {
                    Some(Value::Array(conditions)) => conditions.as_slice(),
                    None | Some(Value::Null) => &[],
                    Some(_) => return Err(Rejected("conditions that are no list")),
                };
                for condition in conditions {
                    if !self.holds(condition)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    fn is_off_for_extensible_events(&self, kind: &str, id: &str, rule: &Value) -> bool {
        let features = self.case.context.get("room_features").and_then(Value::as_array);
        if !features.is_some_and(|features| features.iter().any(|feature| feature == EXTENSIBLE)) {
            return false;
        }
        let knows_versions = rule.get("conditions").and_then(Value::as_array).is_some_and(|conditions| {
            conditions.iter().any(|condition| {
                condition["kind"] == "org.matrix.msc3931.room_version_supports"
                    && condition["feature"].is_string()
            })
        });
        let exempt = match self.traits.extensible {
            Extensible::Nothing => true,
            Extensible::Spec => {
                [".m.rule.master", ".m.rule.roomnotif", ".m.rule.contains_user_name"].contains(&id)
            }
            Extensible::KindExact => [
                ("override", ".m.rule.master"),
                ("override", ".m.rule.roomnotif"),
                ("content", ".m.rule.contains_user_name"),
            ]
            .contains(&(kind, id)),
            Extensible::OnlyConditional => {
                ["content", "room", "sender"].contains(&kind)
                    || [".m.rule.master", ".m.rule.roomnotif", ".m.rule.contains_display_name"].contains(&id)
            }
        };
        !exempt && !knows_versions
    }

    fn is_off_for_mentions(&self, kind: &str, id: &str) -> bool {
        let content = self.case.event.get("content").and_then(Value::as_object);
        let present = content.is_some_and(|content| content.contains_key("m.mentions"));
        const DISPLAY_NAME: &str = ".m.rule.contains_display_name";
        const ROOM: &str = ".m.rule.roomnotif";
        const USER_NAME: &str = ".m.rule.contains_user_name";
        match self.traits.legacy {
            Legacy::ById => present && [DISPLAY_NAME, ROOM, USER_NAME].contains(&id),
            Legacy::KindExact => {
                present
                    && [("override", DISPLAY_NAME), ("override", ROOM), ("content", USER_NAME)]
                        .contains(&(kind, id))
            }
            Legacy::Flattened => {
                let named =
                    if kind == "content" { id == USER_NAME } else { [DISPLAY_NAME, ROOM].contains(&id) };
                let mut paths = vec![];
                paths::flattened_paths(self.traits, &self.case.event, "", &mut paths);
                let below = |path: &String| {
                    path == r"content.m\.mentions" || path.starts_with(r"content.m\.mentions.")
                };
                named && paths.iter().any(below)
            }
        }
    }

    /// The string at a key.
    fn text(&self, key: &str) -> Option<Cow<'_, str>> {
        match self.find(key) {
            Some(Found::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn glob(&self, key: &str, pattern: &str, text: &str) -> bool {
        let scope = if key == "content.body" { Scope::Words } else { Scope::Whole };
        text::matches(self.traits, pattern, text, scope, Syntax::Glob)
    }

    fn holds(&self, condition: &Value) -> Held {
        let Value::Object(fields) = condition else {
            return match condition {
                Value::Null if self.throws() => Err(Rejected("a condition that is null")),
                _ => Ok(false),
            };
        };
        let Some(kind) = fields.get("kind").and_then(Value::as_str) else { return Ok(false) };
        if !self.knows(kind) {
            return Ok(false);
        }
        match kind {
            "event_match" => self.event_match(fields),
            "event_property_is" | "com.beeper.msc3758.exact_event_match" => {
                self.property(fields, |found, value| equal(self.traits, found, value))
            }
            "event_property_contains" | "org.matrix.msc3966.exact_event_property_contains" => {
                self.property(fields, |found, value| match found {
                    Found::Array(list) => list.iter().any(|item| {
                        paths::found(self.traits, item).is_some_and(|item| equal(self.traits, &item, value))
                    }),
                    _ => false,
                })
            }
            "contains_display_name" => Ok(self.contains_display_name()),
            "room_member_count" => self.room_member_count(fields),
            "sender_notification_permission" => self.sender_notification_permission(fields),
            "org.matrix.msc3931.room_version_supports" => Ok(fields.get("feature").is_some_and(|feature| {
                let features = self.case.context.get("room_features").and_then(Value::as_array);
                feature.is_string()
                    && features.is_some_and(|features| features.contains(feature))
                    && (self.traits.features == Features::Any || feature == EXTENSIBLE)
            })),
            "io.element.msc4306.thread_subscription" => Ok(self.thread_subscription(fields)),
            "im.nheko.msc3664.related_event_match" | "related_event_match" => {
                Ok(self.related_event_match(fields))
            }
            _ => self.call_started(),
        }
    }

    fn knows(&self, kind: &str) -> bool {
        let common = [
            "event_match",
            "event_property_is",
            "event_property_contains",
            "contains_display_name",
            "room_member_count",
            "sender_notification_permission",
        ];
        let servers = ["org.matrix.msc3931.room_version_supports", "io.element.msc4306.thread_subscription"];
        let calls = ["call_started", "org.matrix.msc3914.call_started"];
        let related = "im.nheko.msc3664.related_event_match";
        common.contains(&kind)
            || match self.traits.kinds {
                Kinds::Ruma => servers.contains(&kind),
                Kinds::Js => calls.contains(&kind),
                Kinds::Synapse => servers.contains(&kind) || kind == related,
                Kinds::All => {
                    servers.contains(&kind)
                        || calls.contains(&kind)
                        || [
                            related,
                            "related_event_match",
                            "com.beeper.msc3758.exact_event_match",
                            "org.matrix.msc3966.exact_event_property_contains",
                        ]
                        .contains(&kind)
                }
            }
    }

    /// The key of a condition, if it is one.
    fn key<'f>(&self, fields: &'f Map<String, Value>) -> Result<Option<Cow<'f, str>>, Rejected> {
        match fields.get("key") {
            Some(Value::String(key)) if key.is_empty() && self.throws() => Ok(None),
            Some(Value::String(key)) => Ok(Some(Cow::Borrowed(key))),
            key if !self.throws() || !tweaks::is_truthy(key) => Ok(None),
            // An array is taken for its characters.
            Some(Value::Array(list)) => {
                let mut parts = String::new();
                for item in list {
                    parts.push_str(item.as_str().ok_or(Rejected("a key of odd parts"))?);
                }
                Ok(Some(Cow::Owned(parts)))
            }
            _ => Err(Rejected("a key that is no text")),
        }
    }

    fn event_match(&self, fields: &Map<String, Value>) -> Held {
        let Some(key) = self.key(fields)? else { return Ok(false) };
        let value = fields.get("value").filter(|value| tweaks::is_truthy(Some(value)));
        if self.traits.match_value == MatchValue::Wins
            && let Some(value) = value
        {
            return Ok(self.text(&key).is_some_and(|text| *value == *text));
        }
        let Some(pattern) = fields.get("pattern").and_then(Value::as_str) else { return Ok(false) };
        if key == "room_id" && self.traits.room_id == RoomId::Context {
            let room_id = self.context_text("room_id").map(Cow::Borrowed).or_else(|| self.text("room_id"));
            return Ok(room_id.is_some_and(|room_id| self.glob(&key, pattern, &room_id)));
        }
        match self.find(&key) {
            Some(Found::Text(text)) => Ok(self.glob(&key, pattern, &text)),
            // Nothing that can be written in a pattern is half a character.
            Some(Found::HalfPair) => Ok(pattern.contains('*') && pattern.chars().all(|c| c == '*')),
            _ => Ok(false),
        }
    }

    fn property(&self, fields: &Map<String, Value>, test: impl Fn(&Found<'_>, &Value) -> bool) -> Held {
        let Some(key) = self.key(fields)? else { return Ok(false) };
        let Some(value) = fields.get("value") else { return Ok(false) };
        Ok(self.find(&key).is_some_and(|found| test(&found, value)))
    }

    fn contains_display_name(&self) -> bool {
        let Some(name) = self.context_text("display_name") else { return false };
        let body = match (self.text("content.body"), self.traits.no_body) {
            (Some(body), _) => body,
            (None, NoBody::InEmptyText) => Cow::Borrowed(""),
            (None, NoBody::Nowhere) => return false,
        };
        if name.is_empty() {
            match self.traits.empty_name {
                EmptyName::Never => return false,
                EmptyName::LikeEmptyPatternInText if body.is_empty() => return false,
                _ => {}
            }
        } else if body.is_empty() && self.throws() {
            return false;
        }
        let syntax = match self.traits.display_name {
            DisplayName::Literal => Syntax::Literal,
            DisplayName::Pattern => Syntax::Glob,
        };
        text::matches(self.traits, name, &body, Scope::Words, syntax)
    }

    fn room_member_count(&self, fields: &Map<String, Value>) -> Held {
        let is = match fields.get("is") {
            Some(Value::String(is)) => is,
            is if self.throws() && tweaks::is_truthy(is) => return Err(Rejected("`is` is no text")),
            _ => return Ok(false),
        };
        let Some(count) = self.case.context.get("member_count").and_then(Value::as_u64) else {
            return Ok(false);
        };
        let operators = ["<=", ">=", "==", "<", ">", ""];
        let Some((operator, digits)) =
            operators.iter().find_map(|&operator| Some((operator, is.strip_prefix(operator)?)))
        else {
            return Ok(false);
        };
        let digits = match self.traits.member_count {
            MemberCount::PlusSign => digits.strip_prefix('+').unwrap_or(digits),
            _ => digits,
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(false);
        }
        // Beyond what numbers hold, only the order counts.
        let wanted = match digits.parse::<u64>() {
            Ok(wanted) => wanted,
            Err(_) if self.traits.member_count == MemberCount::Wraps64 => return Ok(false),
            Err(_) => u64::MAX,
        };
        let (count, wanted) = match self.traits.member_count {
            MemberCount::Js => (count as f64, wanted as f64),
            _ => return Ok(compare(operator, count, wanted)),
        };
        Ok(compare(operator, count, wanted))
    }

    fn sender_notification_permission(&self, fields: &Map<String, Value>) -> Held {
        let key = match fields.get("key") {
            Some(Value::String(key)) => Cow::Borrowed(key.as_str()),
            // Any value names a property.
            key if self.throws() && tweaks::is_truthy(key) => Cow::Owned(tweaks::js_text(key)),
            _ => return Ok(false),
        };
        match levels::sender_may_notify(self.traits, &key, self.case) {
            Verdict::May(may) => Ok(may),
            Verdict::Unreadable => Err(Rejected("unreadable power levels")),
        }
    }

    fn thread_subscription(&self, fields: &Map<String, Value>) -> bool {
        let Some(wanted) = fields.get("subscribed").and_then(Value::as_bool) else { return false };
        let Some(subscribed) = self.case.context.get("thread_subscribed").and_then(Value::as_bool) else {
            return false;
        };
        let relation = &self.case.event["content"]["m.relates_to"];
        let root = relation["event_id"].as_str();
        let in_thread = relation["rel_type"] == "m.thread"
            && match self.traits.threads {
                Threads::RelationType => true,
                Threads::Relation => root.is_some(),
                Threads::ValidRelation => {
                    root.is_some_and(|id| <&ruma_common::EventId>::try_from(id).is_ok())
                }
            };
        in_thread && wanted == subscribed
    }

    fn related_event_match(&self, fields: &Map<String, Value>) -> bool {
        let Some(rel_type) = fields.get("rel_type").and_then(Value::as_str) else { return false };
        let synapse = self.traits.related == Related::Synapse;
        let include_fallbacks = match fields.get("include_fallbacks") {
            None => false,
            Some(Value::Null) if synapse => false,
            Some(Value::Bool(include)) => *include,
            Some(_) => return false,
        };
        let optional = |name: &str| match fields.get(name) {
            None => Ok(None),
            Some(Value::Null) if synapse => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(()),
        };
        let (Ok(key), Ok(pattern)) = (optional("key"), optional("pattern")) else { return false };
        let Some(event) = self.case.context.get("related_events").and_then(|events| events.get(rel_type))
        else {
            return false;
        };
        let is_fallback = rel_type == "m.in_reply_to"
            && self.case.event["content"]["m.relates_to"]["is_falling_back"] == true;
        if is_fallback && !include_fallbacks {
            return false;
        }
        match (key, pattern) {
            (None, None) => true,
            (None, Some(_)) => synapse,
            (Some(_), None) => false,
            (Some(key), Some(pattern)) => match paths::find(self.traits, key, event) {
                Some(Found::Text(text)) => self.glob(key, pattern, &text),
                _ => false,
            },
        }
    }

    fn call_started(&self) -> Held {
        let js = self.traits.call_started == CallStarted::Js;
        let null = json!({});
        let content = match self.case.event.get("content") {
            None | Some(Value::Null) => &null,
            Some(content) => content,
        };
        let intent = content.get("m.intent");
        if !intent.is_some_and(|intent| intent == "m.ring" || intent == "m.prompt") {
            return Ok(false);
        }
        if content.get("m.terminated").is_some() {
            return Ok(false);
        }
        let previous = self.case.event.get("unsigned").and_then(|unsigned| unsigned.get("prev_content"));
        Ok(match previous {
            None => true,
            Some(Value::Object(previous)) => {
                (js && previous.is_empty()) || previous.contains_key("m.terminated")
            }
            Some(other) => js && !tweaks::is_truthy(Some(other)),
        })
    }
}

fn compare<T: PartialOrd>(operator: &str, one: T, other: T) -> bool {
    match operator {
        "<=" => one <= other,
        ">=" => one >= other,
        "<" => one < other,
        ">" => one > other,
        _ => one == other,
    }
}

/// Whether a property is exactly the value of a condition.
fn equal(traits: &Traits, found: &Found<'_>, value: &Value) -> bool {
    match (found, value) {
        (Found::Null, Value::Null) => true,
        (Found::Bool(found), Value::Bool(value)) => found == value,
        (Found::Text(found), Value::String(value)) => found == value,
        (Found::Integer(_) | Found::Double(_), Value::Number(value)) => {
            paths::number(traits, value).is_some_and(|value| value == *found)
        }
        _ => false,
    }
}
