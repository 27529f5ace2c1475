//! What an implementation says about a case, in the one form in which all are compared.

use serde_json::{Map, Value, json};

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The rules were evaluated.
    Evaluated(Outcome),
    /// There is no evaluation: the set was refused, or an exception came out.
    Rejected(String),
    /// The implementation cannot be asked this.
    Skipped(String),
}

/// What the rules say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// Kind and id of the rule that matched.
    pub rule: Option<(String, String)>,
    /// Whether there is a notification.
    pub notify: bool,
    /// Whether it is a highlight.
    pub highlight: bool,
    /// Its sound.
    pub sound: Option<String>,
    /// All tweaks.
    pub tweaks: Map<String, Value>,
}

impl Answer {
    /// Whether two answers are the same, whatever the reasons of refusals are. Who refuses a set
    /// notifies nobody.
    #[must_use]
    pub fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Evaluated(one), Self::Evaluated(other)) => one.agrees(other),
            (Self::Rejected(_), Self::Rejected(_)) | (Self::Skipped(_), _) | (_, Self::Skipped(_)) => true,
            _ => false,
        }
    }

    /// Reads a line of a peer process.
    #[must_use]
    pub fn from_json(value: &Value) -> Self {
        if let Some(reason) = value.get("skipped") {
            return Self::Skipped(reason.as_str().unwrap_or_default().to_owned());
        }
        if let Some(reason) = value.get("rejected") {
            return Self::Rejected(reason.as_str().unwrap_or_default().to_owned());
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Self::Evaluated(Outcome {
            rule: value["rule"].as_object().and_then(|rule| {
                // js-sdk hands out whatever stands in the rule; only a text is an id.
                Some((text(rule.get("kind")?)?, rule.get("rule_id").and_then(text).unwrap_or_default()))
            }),
            notify: value["notify"] == true,
            highlight: value["highlight"] == true,
            sound: text(&value["sound"]),
            tweaks: value["tweaks"].as_object().cloned().unwrap_or_default(),
        })
    }

    /// The answer as JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::Skipped(reason) => json!({ "skipped": reason }),
            Self::Rejected(reason) => json!({ "rejected": reason }),
            Self::Evaluated(outcome) => json!({
                "rule": outcome.rule.as_ref().map(|(kind, id)| json!({ "kind": kind, "rule_id": id })),
                "notify": outcome.notify,
                "highlight": outcome.highlight,
                "sound": outcome.sound,
                "tweaks": outcome.tweaks,
            }),
        }
    }
}

impl Outcome {
    /// Equal, with numbers compared as JavaScript does: `1.0` is `1`.
    fn agrees(&self, other: &Self) -> bool {
        let same = |one: &Map<String, Value>, other: &Map<String, Value>| {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| same_value(value, other)))
        };
        self.rule == other.rule
            && self.notify == other.notify
            && self.highlight == other.highlight
            && self.sound == other.sound
            && same(&self.tweaks, &other.tweaks)
    }
}

fn same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_value(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| same_value(value, other)))
        }
        _ => one == other,
    }
}
