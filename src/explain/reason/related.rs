//! Why an event that this one relates to passes or does not (MSC3664).

use super::{Found, Reason, pattern};
use crate::{
    condition::PropertyPath,
    explain::{facts::Facts, sentence::Quoted},
    properties,
};

/// The reason of a `related_event_match`. What it looked at is the property of the related event.
pub(super) fn find(
    rel_type: &str,
    wanted: Option<&(PropertyPath, String)>,
    include_fallbacks: bool,
    matched: bool,
    facts: &Facts<'_>,
) -> Found {
    let name = Quoted(rel_type);
    let Some(event) = facts.context.related_events.get(rel_type) else {
        let message = format!("`related_events` of the context has no {name}");
        return Found::new(Reason::new("related_event_unknown", message), None);
    };
    let is_fallback = facts
        .get(&["content", "m.relates_to", "is_falling_back"])
        .is_some_and(|value| value.as_bool() == Some(true));
    if !matched && !include_fallbacks && rel_type == "m.in_reply_to" && is_fallback {
        let message = r"`content.m\.relates_to.is_falling_back` is `true`: the reply is only for clients without threads";
        return Found::new(Reason::new("reply_is_fallback", message), None);
    }
    let Some((path, pattern)) = wanted else {
        let message = format!("the event relates to another by {name}");
        return Found::new(Reason::new("related_event_known", message), None);
    };
    let value = properties::value_at(event, &path.names, facts.dialect.reading);
    let reason = pattern::find_in_related(path, pattern, event, value, matched, facts);
    let reason = reason.map(|Reason { code, message }| {
        Reason::new(code, format!("in the event that this one relates to by {name}: {message}"))
    });
    Found::new(reason, value.cloned())
}
