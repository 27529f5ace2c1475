//! Actions and tweaks: what happens when a rule matches ((c) in the semantics document).

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    diagnostic::Severity,
    dialect::Actions,
    javascript::{self, is_truthy},
    kind::RuleKind,
    ruleset::type_name,
};

/// What the push rules say about an event: the actions of the first rule that matched.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Whether the event notifies: the rule has the action `notify` (R44). Without it there is no
    /// notification, whatever the tweaks are (R51).
    pub notify: bool,
    /// Whether the event counts and shows in the client without a push: MSC3768's
    /// `org.matrix.msc3768.notify_in_app`.
    pub notify_in_app: bool,
    /// The highlight tweak (R47).
    pub highlight: bool,
    /// The sound tweak, if it names a sound (R46); `default` is a default sound.
    pub sound: Option<String>,
    /// All tweaks by name, unknown ones included (R49). A tweak without a value is `true`; of
    /// duplicates the last one counts.
    pub tweaks: Map<String, Value>,
    /// The actions of the rule, verbatim.
    pub actions: Vec<Value>,
    /// The rule that matched, if any.
    pub rule: Option<MatchedRule>,
}

/// The name of a rule that matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatchedRule {
    /// The list that holds it.
    pub kind: RuleKind,
    /// Its id within the list.
    pub rule_id: String,
}

impl Evaluation {
    /// No rule matched: the event does not notify (R3).
    #[must_use]
    pub fn no_match() -> Self {
        Self::of_actions(None, &[])
    }

    /// What the actions of a rule mean, for those who kept the actions of an evaluation and not its tweaks.
    #[must_use]
    pub fn of_actions(rule: Option<MatchedRule>, actions: &[Value]) -> Self {
        Self::of_actions_as(Actions::Spec, rule, actions)
    }

    /// What they mean in a dialect (A16–A19).
    pub(crate) fn of_actions_as(dialect: Actions, rule: Option<MatchedRule>, actions: &[Value]) -> Self {
        let mut tweaks = Map::new();
        for action in actions {
            let Some(name) = tweak_name(dialect, action) else { continue };
            let value = match action.get("value") {
                None => Value::Bool(true),
                // `null` is what other languages write for "no value" (A17).
                Some(Value::Null)
                    if dialect != Actions::JsSdk && (dialect != Actions::Spec || name == "highlight") =>
                {
                    Value::Bool(true)
                }
                Some(value) => value.clone(),
            };
            if dialect == Actions::Ruma {
                // The first sound, and any highlight that is one.
                match tweaks.get(&name) {
                    Some(_) if name == "sound" => continue,
                    Some(Value::Bool(true)) if name == "highlight" => continue,
                    _ => {}
                }
            }
            tweaks.insert(name, value);
        }
        if dialect == Actions::JsSdk
            && let Some(rule) = &rule
            && !tweaks.contains_key("highlight")
        {
            tweaks.insert("highlight".to_owned(), Value::Bool(rule.kind == RuleKind::Content));
        }
        let has = |name: &str| actions.iter().any(|action| action.as_str() == Some(name));
        Self {
            notify: has("notify"),
            notify_in_app: dialect != Actions::JsSdk && has("org.matrix.msc3768.notify_in_app"),
            highlight: tweaks.get("highlight").is_some_and(|value| match dialect {
                Actions::Spec | Actions::Ruma => *value == Value::Bool(true),
                Actions::JsSdk => is_truthy(value),
                Actions::Synapse => match value {
                    Value::Array(list) => !list.is_empty(),
                    Value::Object(fields) => !fields.is_empty(),
                    other => is_truthy(other),
                },
            }),
            sound: match tweaks.get("sound") {
                Some(Value::String(sound)) => Some(sound.clone()),
                Some(Value::Bool(true)) => Some("default".to_owned()),
                _ => None,
            },
            tweaks,
            actions: actions.to_vec(),
            rule,
        }
    }
}

/// The name of the tweak that an action sets.
fn tweak_name(dialect: Actions, action: &Value) -> Option<String> {
    match (dialect, action) {
        // Whatever stands there is made a text, and what is missing is `undefined`. `__proto__` is no
        // ordinary property.
        (Actions::JsSdk, Value::Object(fields)) => Some(match fields.get("set_tweak") {
            None => "undefined".to_owned(),
            Some(name) => javascript::to_text(name),
        })
        .filter(|name| name != "__proto__"),
        (Actions::JsSdk, Value::Array(_)) => Some("undefined".to_owned()),
        _ => action.get("set_tweak").and_then(Value::as_str).map(str::to_owned),
    }
}

/// Reports what of an action has no effect, with a JSON pointer within it.
pub(crate) fn check(action: &Value, report: &mut dyn FnMut(&'static str, Severity, &'static str, String)) {
    match action {
        Value::String(name) => {
            // `dont_notify` and `coalesce` are history and say nothing (R48).
            let known = ["notify", "org.matrix.msc3768.notify_in_app", "dont_notify", "coalesce"];
            if !known.contains(&name.as_str()) {
                let message = format!("the action `{name}` is unknown; it is ignored");
                report("unknown_action", Severity::Warning, "", message);
            }
        }
        Value::Object(fields) => match fields.get("set_tweak") {
            Some(Value::String(tweak)) => check_tweak(tweak, fields.get("value"), report),
            Some(other) => {
                let message =
                    format!("`set_tweak` is {}, not a string; the action is ignored", type_name(other));
                report("invalid_action", Severity::Error, "/set_tweak", message);
            }
            None => {
                let name = fields.keys().next().map_or("{}", String::as_str);
                let message = format!("the action `{name}` is unknown; it is ignored");
                report("unknown_action", Severity::Warning, "", message);
            }
        },
        other => {
            let message =
                format!("an action is {}, not a string or an object; it is ignored", type_name(other));
            report("invalid_action", Severity::Error, "", message);
        }
    }
}

fn check_tweak(
    tweak: &str,
    value: Option<&Value>,
    report: &mut dyn FnMut(&'static str, Severity, &'static str, String),
) {
    let wanted = match (tweak, value) {
        ("highlight", Some(value)) if !matches!(value, Value::Bool(_) | Value::Null) => "a boolean",
        ("sound", Some(value)) if !value.is_string() => "a string",
        ("sound", None) => {
            let message = "the sound has no `value`; the default sound is played".to_owned();
            return report("invalid_tweak", Severity::Warning, "", message);
        }
        _ => return,
    };
    let given = value.map_or("missing", type_name);
    let message = format!("the value of the tweak `{tweak}` is {given}, not {wanted}");
    report("invalid_tweak", Severity::Warning, "/value", message);
}
