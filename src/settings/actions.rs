//! What the actions of a rule amount to for a settings page.

use serde_json::Value;

use crate::{
    action::Evaluation,
    json,
    ruleset::{Rule, Ruleset, read},
};

/// The actions of a rule as settings see them. `highlight: false` and the historical
/// `dont_notify` say nothing (R47, R48), so that an empty list, `["dont_notify"]` and Synapse's
/// additions (R63) are told by what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Effect {
    pub(super) notify: bool,
    pub(super) notify_in_app: bool,
    pub(super) highlight: bool,
    pub(super) sound: Option<String>,
    /// Tweaks that settings pages do not know.
    pub(super) other_tweaks: bool,
}

impl Effect {
    pub(super) fn of(rule: Rule<'_>) -> Self {
        let evaluation = Evaluation::of_actions(None, rule.actions().unwrap_or_default());
        Self {
            notify: evaluation.notify,
            notify_in_app: evaluation.notify_in_app,
            highlight: evaluation.highlight,
            sound: evaluation.sound,
            other_tweaks: evaluation.tweaks.keys().any(|name| name != "highlight" && name != "sound"),
        }
    }

    /// Nothing happens, neither as a push nor within the client.
    pub(super) const fn is_silent(&self) -> bool {
        !self.notify && !self.notify_in_app
    }

    /// What simple settings know for a room: nothing at all, or a notification with the default
    /// sound or none.
    pub(super) fn is_plain(&self) -> bool {
        let sound = self.sound.as_deref();
        !self.notify_in_app
            && !self.highlight
            && !self.other_tweaks
            && (sound.is_none() || (self.notify && sound == Some("default")))
    }
}

/// Whether a rule can match at all: it is enabled (R6) and can be understood.
pub(super) fn is_live(rule: Rule<'_>) -> bool {
    rule.is_enabled() && read(rule, &mut |_| {}).is_some()
}

/// The server's own rules have ids that start with a dot (R7). The flag alone is not enough: it is
/// missing in sets that were written by hand.
pub(super) fn is_predefined(rule: Rule<'_>) -> bool {
    rule.is_default() || rule.rule_id().is_some_and(|rule_id| rule_id.starts_with('.'))
}

/// The id of a rule of the user's, by which edits reach it. An id that the server uses too is the
/// server's: edits would refuse.
pub(super) fn users_id<'a>(rules: &Ruleset, rule: Rule<'a>) -> Option<&'a str> {
    let rule_id = rule.rule_id()?;
    let is_shared = |other: Rule<'_>| other.rule_id() == Some(rule_id) && is_predefined(other);
    (!rules.rules(rule.kind()).any(is_shared)).then_some(rule_id)
}

/// A notification with the default sound.
pub(super) fn loud() -> Value {
    vec![Value::from("notify"), tweak("sound", Some("default"))].into()
}

/// No notification (R48: not `dont_notify`).
pub(super) fn silent() -> Value {
    Value::Array(Vec::new())
}

/// The action that sets a tweak.
pub(super) fn tweak(name: &str, value: Option<&str>) -> Value {
    let mut fields = json::fields(vec![("set_tweak", name.into())]);
    fields.extend(value.map(|value| ("value".to_owned(), value.into())));
    Value::Object(fields)
}
