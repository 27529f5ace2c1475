//! The tests: what each condition means.

use super::View;
use crate::{
    compile::{EXTENSIBLE_EVENTS, Landmarks, ProgramRule, Test, ThreadRoot},
    dialect, ruleset,
    text::Scope,
};

/// Whether an event passes a test.
pub(super) fn holds(test: &Test, landmarks: &Landmarks, view: &mut impl View) -> bool {
    match test {
        Test::Never => false,
        Test::Folded { slot, id } => view.seen(*slot).folded == *id,
        Test::Exact { slot, id } => view.seen(*slot).exact == *id,
        Test::Contains { slot, wanted } => view.contains(*slot, *wanted),
        Test::Glob { slot, glob } => view.folded(*slot).is_some_and(|text| glob.matches(text, Scope::Whole)),
        Test::Words { glob } => {
            view.folded(landmarks.body).is_some_and(|text| glob.matches(text, Scope::Words))
        }
        Test::Pattern { slot, pattern } => {
            dialect::ARE_MANY && view.folded(*slot).is_some_and(|text| pattern.matches(text))
        }
        Test::DisplayName => view.has_display_name(landmarks.body),
        Test::MemberCount(is) => view.member_count().is_some_and(|members| is.holds(members)),
        Test::SenderMayNotify { key } => view.sender_may_notify(key),
        Test::RoomSupports { feature } => view.room_supports(feature),
        Test::ThreadSubscription { subscribed, rel_type, thread, root } => {
            view.seen(*rel_type).exact == *thread
                && view.thread_subscribed() == Some(*subscribed)
                && (!dialect::ARE_MANY || root.is_none_or(|root| has_root(root, view)))
        }
        // There is a call now, and there was none or it was over.
        Test::CallStarted(call) => {
            let intent = view.seen(call.intent).exact;
            (intent == call.ring || intent == call.prompt)
                && !view.seen(call.terminated).present
                && (!view.seen(call.previous).present || view.seen(call.previous_terminated).present)
        }
        Test::Related(related) => {
            related.fallback.is_none_or(|(slot, yes)| view.seen(slot).exact != yes)
                && view.relates_to(related)
        }
    }
}

/// Whether the event says of which thread it is, where that is asked.
fn has_root(root: ThreadRoot, view: &mut impl View) -> bool {
    view.raw(root.slot)
        .is_some_and(|(text, _)| !root.is_event_id || str::from_utf8(text).is_ok_and(ruleset::is_event_id))
}

/// Why a rule is out of force for an event, whatever its conditions say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It guesses mentions, and the event says whom it mentions (R59).
    Mentions,
    /// It does not ask for a feature in a room with extensible events (MSC3932).
    ExtensibleEvents,
}

/// Keeps rules out of force.
pub(super) struct Gate {
    /// The event says whom it mentions, so rules that guess do not apply (R59).
    mentions: bool,
    /// The room version has extensible events (MSC3932).
    extensible_events: bool,
}

impl Gate {
    pub(super) fn new(landmarks: &Landmarks, view: &mut impl View) -> Self {
        Self {
            mentions: view.seen(landmarks.mentions).present,
            extensible_events: view.room_supports(EXTENSIBLE_EVENTS),
        }
    }

    /// Whether the gate is open for a rule.
    pub(super) const fn admits(&self, rule: &ProgramRule) -> bool {
        self.refusal(rule).is_none()
    }

    /// What keeps a rule out of force, if anything does.
    pub(super) const fn refusal(&self, rule: &ProgramRule) -> Option<Refusal> {
        if self.mentions && rule.is_legacy_mention {
            Some(Refusal::Mentions)
        } else if self.extensible_events && !rule.for_extensible_events {
            Some(Refusal::ExtensibleEvents)
        } else {
            None
        }
    }
}
