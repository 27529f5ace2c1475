//! Why an event starts a call or does not (MSC3914).

use super::{Found, Reason};
use crate::explain::{facts::Facts, sentence::QuotedValue};

/// The reason of a `call_started`. What it looked at is the intent.
pub(super) fn find(matched: bool, facts: &Facts<'_>) -> Found {
    let intent = facts.get(&["content", "m.intent"]);
    let has = |names: &[&str]| facts.get(names).is_some();
    let had_call = has(&["unsigned", "prev_content"]) && !has(&["unsigned", "prev_content", "m.terminated"]);
    let reason = match intent {
        None => Reason::new("no_call_intent", r"the event has no `content.m\.intent`"),
        Some(intent) if !matches!(intent.as_str(), Some("m.ring" | "m.prompt")) => {
            let intent = QuotedValue(intent);
            let message = format!(r"`content.m\.intent` is {intent}, neither `m.ring` nor `m.prompt`");
            Reason::new("no_call_intent", message)
        }
        Some(intent) if matched => {
            let message =
                format!(r"`content.m\.intent` is {}, and there was no call before", QuotedValue(intent));
            Reason::new("call_started", message)
        }
        Some(_) if has(&["content", "m.terminated"]) => {
            Reason::new("call_ended", r"the event has `content.m\.terminated`: it ends a call")
        }
        Some(_) if had_call => Reason::new(
            "call_already_running",
            r"the call was there before: `unsigned.prev_content` has no `m.terminated`",
        ),
        Some(_) => return Found::new(None, intent.cloned()),
    };
    Found::new(reason, intent.cloned())
}
