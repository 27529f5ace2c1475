//! Actions that contradict each other or have no effect (R44–R51, A16–A19).

use serde_json::Value;

use super::{
    Implementation,
    catalogue::{
        CONTRADICTORY_ACTIONS, CONTRADICTORY_TWEAKS, HISTORICAL_ACTION, IMPLICIT_HIGHLIGHT, NULL_HIGHLIGHT,
        TWEAKS_WITHOUT_NOTIFY,
    },
    report::{Report, Subject},
};
use crate::{diagnostic::pointer, json, kind::RuleKind};

pub(super) fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let rule = subject.rule;
    let Some(actions) = rule.actions() else { return };
    let at = |position: usize| pointer("/actions", &position.to_string());
    let has = |name: &str| actions.iter().any(|action| action.as_str() == Some(name));
    let notifies = has("notify") || has("org.matrix.msc3768.notify_in_app");

    for (position, action) in actions.iter().enumerate() {
        match action.as_str() {
            Some("dont_notify") if has("notify") => {
                let message = "`dont_notify` means nothing beside `notify`".to_owned();
                report.rule(&CONTRADICTORY_ACTIONS, rule, &at(position), message);
            }
            // Those of default rules are the server's: see `outdated_default_rule`.
            Some(name @ ("dont_notify" | "coalesce")) if !subject.predefined => {
                let message = format!("`{name}` is history and means nothing");
                report.rule(&HISTORICAL_ACTION, rule, &at(position), message);
            }
            _ => {}
        }
    }
    check_tweaks(subject, actions, report);
    let tweaks =
        || tweaks(actions).filter(|(_, name, value)| (*name, *value) != ("highlight", &Value::Bool(false)));
    if let Some((position, name, _)) = tweaks().next()
        && !notifies
    {
        let message = format!("the rule sets the tweak `{name}` of a notification that it does not cause");
        report.rule(&TWEAKS_WITHOUT_NOTIFY, rule, &at(position), message);
    }
    if rule.kind() == RuleKind::Content
        && !subject.predefined
        && !self::tweaks(actions).any(|(_, name, _)| name == "highlight")
        && report.cares_for(Implementation::JsSdk)
    {
        let message = "Element Web highlights the matches of a content rule that says nothing of `highlight`"
            .to_owned();
        report.rule(&IMPLICIT_HIGHLIGHT, rule, "/actions", message);
    }
}

fn check_tweaks(subject: &Subject<'_>, actions: &[Value], report: &mut Report<'_>) {
    let mut first: Vec<(&str, &Value)> = Vec::new();
    for (position, name, value) in tweaks(actions) {
        let at = pointer("/actions", &position.to_string());
        let known = first.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let earlier = known.unwrap_or_else(|| {
            first.push((name, value));
            value
        });
        if earlier != value {
            let [earlier, value] = [earlier, value].map(json::text_of);
            let message = format!("the tweak `{name}` is `{earlier}` first and `{value}` then");
            report.rule(&CONTRADICTORY_TWEAKS, subject.rule, &at, message);
        }
        if (name, value) == ("highlight", &Value::Null) {
            let message = "the value of the tweak `highlight` is null".to_owned();
            report.rule(&NULL_HIGHLIGHT, subject.rule, &format!("{at}/value"), message);
        }
    }
}

/// The tweaks that actions set: position, name and value. One without a value is true (R47).
pub(super) fn tweaks(actions: &[Value]) -> impl Iterator<Item = (usize, &str, &Value)> {
    actions.iter().enumerate().filter_map(|(position, action)| {
        let name = action.get("set_tweak")?.as_str()?;
        Some((position, name, action.get("value").unwrap_or(&Value::Bool(true))))
    })
}
