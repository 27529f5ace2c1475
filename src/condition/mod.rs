//! What the conditions of push rules say, parsed from JSON ((b) in the semantics document).

mod member_count;
mod parse;
mod path;
mod scalar;

pub(crate) use self::{
    member_count::{Comparison, MemberCountIs},
    parse::{Fault, parse, parse_as},
    path::PropertyPath,
    scalar::{Number, Scalar},
};

/// One condition of a rule, or one that its kind implies (R10).
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    /// `event_match`: a glob against a string property (R22–R28).
    EventMatch { path: PropertyPath, pattern: String },
    /// `event_property_is`: a property equals a value (R29–R31).
    PropertyIs { path: PropertyPath, value: Scalar },
    /// `event_property_contains`: an array has an element that equals a value (R32).
    PropertyContains { path: PropertyPath, value: Scalar },
    /// `contains_display_name`: the owner's display name is in the body (R33).
    ContainsDisplayName,
    /// `room_member_count` (R35).
    MemberCount(MemberCountIs),
    /// `sender_notification_permission`: the sender's power level suffices (R37).
    SenderNotificationPermission { key: String },
    /// MSC3931 `room_version_supports`: the room version has a feature.
    RoomVersionSupports { feature: String },
    /// MSC4306 `thread_subscription`: the event is in a thread that the owner follows, or not.
    ThreadSubscription { subscribed: bool },
    /// MSC3914 `call_started`: the event starts a group call.
    CallStarted,
    /// MSC3664 `related_event_match`: a glob against an event that this one relates to.
    RelatedEventMatch {
        rel_type: String,
        /// The property and its glob; without, any related event will do.
        property: Option<(PropertyPath, String)>,
        include_fallbacks: bool,
    },
    /// A condition that cannot be understood: it matches no event (R42).
    Never(Misfit),
}

/// Why a condition cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// A kind that is not known (R42).
    UnknownKind(String),
    /// A field is missing or wrong.
    Invalid {
        /// JSON pointer within the condition.
        at: &'static str,
        message: String,
    },
}
