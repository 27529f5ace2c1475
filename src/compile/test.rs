//! A condition in compiled form.

use super::SlotId;
use crate::{
    condition::{MemberCountIs, PropertyPath},
    dialect,
    text::{Glob, Pattern, Scope, fold},
};

/// A test that one event passes or not: a condition over slots and context.
#[derive(Debug)]
pub(crate) enum Test {
    /// No event passes.
    Never,
    /// The property is this pattern, folded, as a whole.
    Folded {
        slot: SlotId,
        id: u32,
    },
    /// The property is exactly this value.
    Exact {
        slot: SlotId,
        id: u32,
    },
    /// The property is an array that has this value.
    Contains {
        slot: SlotId,
        wanted: usize,
    },
    /// The property matches a pattern with wildcards as a whole.
    Glob {
        slot: SlotId,
        glob: Glob,
    },
    /// `content.body` has words that match a pattern.
    Words {
        glob: Glob,
    },
    /// The property matches a pattern in the way of another implementation.
    Pattern {
        slot: SlotId,
        pattern: Box<Pattern>,
    },
    /// `content.body` has the owner's display name.
    DisplayName,
    MemberCount(MemberCountIs),
    SenderMayNotify {
        key: String,
    },
    RoomSupports {
        feature: String,
    },
    ThreadSubscription {
        subscribed: bool,
        rel_type: SlotId,
        thread: u32,
        /// Where the root of the thread is, if it has to be there.
        root: Option<ThreadRoot>,
    },
    CallStarted(CallStarted),
    Related(Box<RelatedEvent>),
}

/// What the root of a thread has to be (A25).
#[derive(Debug, Clone, Copy)]
pub(crate) struct ThreadRoot {
    pub(crate) slot: SlotId,
    /// An event id, and not just any text.
    pub(crate) is_event_id: bool,
}

/// The properties that tell whether an event starts a call (MSC3914).
#[derive(Debug, Clone, Copy)]
pub(crate) struct CallStarted {
    /// Where the intent is, and the ids of the two that ask people to join.
    pub(crate) intent: SlotId,
    pub(crate) ring: u32,
    pub(crate) prompt: u32,
    pub(crate) terminated: SlotId,
    /// What the state event replaced.
    pub(crate) previous: SlotId,
    pub(crate) previous_terminated: SlotId,
}

/// A test of an event that this one relates to (MSC3664).
#[derive(Debug)]
pub(crate) struct RelatedEvent {
    pub(crate) rel_type: String,
    /// Where the text is that has to match, and what.
    pub(crate) property: Option<(PropertyPath, Matcher)>,
    /// Where the event says that its reply is only a fallback for clients without threads, and the
    /// id of `true` there; `None` if fallbacks count as well.
    pub(crate) fallback: Option<(SlotId, u32)>,
}

/// What a text has to match.
#[derive(Debug)]
pub(crate) enum Matcher {
    Glob(Glob, Scope),
    /// In the way of another implementation.
    Pattern(Pattern),
    /// Nothing matches.
    Never,
}

impl Matcher {
    /// Whether a text matches, as it stands in the event.
    pub(crate) fn matches(&self, text: &str) -> bool {
        match self {
            Self::Glob(glob, scope) => glob.matches(&fold(text), *scope),
            Self::Pattern(pattern) => dialect::ARE_MANY && pattern.matches_unfolded(text),
            Self::Never => false,
        }
    }
}

impl Test {
    /// The highest cost.
    pub(crate) const DEAREST: u8 = 6;

    /// How much work it is, roughly: cheap tests come first. Before all others come those that the values
    /// of the event alone decide.
    pub(crate) const fn cost(&self) -> u8 {
        match self {
            Self::Never | Self::Folded { .. } | Self::Exact { .. } => 0,
            Self::CallStarted(_) => 1,
            Self::Contains { .. } => 2,
            Self::MemberCount(_) | Self::ThreadSubscription { .. } => 3,
            Self::RoomSupports { .. } | Self::Glob { .. } => 4,
            Self::Words { .. } | Self::Pattern { .. } | Self::DisplayName => 5,
            Self::SenderMayNotify { .. } | Self::Related(_) => Self::DEAREST,
        }
    }

    /// Whether the values of the event alone decide.
    pub(crate) const fn is_of_event(&self) -> bool {
        self.cost() <= 2
    }

    /// The slot and the value that must be there for the test to pass, if it is such a test.
    pub(crate) const fn anchor(&self) -> Option<(SlotId, Anchor)> {
        match *self {
            Self::Folded { slot, id } => Some((slot, Anchor::Folded(id))),
            Self::Exact { slot, id } => Some((slot, Anchor::Exact(id))),
            _ => None,
        }
    }
}

/// A value of a slot, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Folded(u32),
    Exact(u32),
}
