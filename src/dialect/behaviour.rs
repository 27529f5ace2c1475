//! What a dialect does, question by question.

use crate::{kind::RuleKind, text::TextRules};

/// How an implementation reads rules and events. The numbers are those of docs/SEMANTICS.md.
#[derive(Debug)]
pub(crate) struct Behaviour {
    /// Whose it is, in sentences.
    pub(crate) name: &'static str,
    /// What becomes of rules that cannot be understood.
    pub(crate) faults: Faults,
    /// Which kinds of conditions are known.
    pub(crate) kinds: Kinds,
    /// How patterns are matched; `None` is as the specification says, which has a fast way of its own.
    pub(crate) text: Option<&'static TextRules>,
    /// How events are read.
    pub(crate) reading: Reading,
    /// How the ids of room rules are compared (A9).
    pub(crate) room_ids: Ids,
    /// How the ids of sender rules are compared (A9), and with which property (A20).
    pub(crate) sender_ids: Ids,
    pub(crate) sender_property: &'static str,
    /// Whether conditions and rules see the context's room instead of the event's.
    pub(crate) room_is_of_context: bool,
    /// Whether the display name is a pattern (A12).
    pub(crate) display_name_is_pattern: bool,
    /// Where an empty display name is found (A14).
    pub(crate) empty_display_name: EmptyName,
    /// Whether an event without a body has an empty one to look for the display name in: it is found
    /// there if it is `*`.
    pub(crate) name_in_no_body: bool,
    /// What actions mean (A16–A19).
    pub(crate) actions: Actions,
    /// How power levels are read (A15).
    pub(crate) levels: Levels,
    /// Which rules the room version's features switch off (A24).
    pub(crate) features: RoomFeatures,
    /// Which rules `m.mentions` switches off (A23).
    pub(crate) legacy_mentions: LegacyMentions,
}

/// What becomes of rules and conditions that cannot be understood (A25).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Faults {
    /// A rule that cannot be understood never matches, and all others stay in force.
    OfRule,
    /// The same, but an unknown action leaves the owner without rules (A18).
    UnknownActionsOfSet,
    /// An exception when something of the wrong type is reached.
    Thrown,
    /// The set is refused.
    OfSet,
}

/// The condition kinds that are known beside the six of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kinds {
    All,
    /// Those of servers: MSC3931, MSC4306 and MSC3664.
    Synapse,
    /// Calls: MSC3914.
    JsSdk,
    /// MSC3931 and MSC4306.
    Ruma,
}

/// How properties and numbers of an event are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reading {
    pub(crate) paths: Paths,
    pub(crate) numbers: Numbers,
}

/// From a condition's key to a property (A11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Paths {
    /// The key is split, and own properties of objects are descended through.
    #[default]
    Split,
    /// The key is compared with the escaped paths of all properties: only its canonical spelling is one.
    Compared,
    /// The same, but names that are empty get lost at the beginning of a path.
    ComparedWithoutEmptyNames,
    /// The key is split, and properties are accessed as in JavaScript: also those of texts and arrays,
    /// and inherited ones.
    JavaScript,
}

/// Which numbers there are, and which of them are equal (A11d).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Numbers {
    /// Integral values within ±(2^53 − 1), however they are written.
    #[default]
    Integral,
    /// Integers of 64 bits, written as such. Larger ones make an event unusable.
    Integers64,
    /// Integers within ±(2^53 − 1), written as such.
    Integers53,
    /// Doubles.
    Doubles,
}

/// How an id in a rule is compared with the event's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ids {
    Exact,
    /// The id is a pattern, without case.
    Pattern,
}

/// Where an empty display name is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EmptyName {
    Nowhere,
    /// Where an empty pattern is, but not in an empty text.
    InTexts,
    /// Where an empty pattern is.
    LikePatterns,
}

/// What a list of actions means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Actions {
    Spec,
    Synapse,
    JsSdk,
    Ruma,
}

/// Who may notify the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Levels {
    Spec,
    Synapse,
    JsSdk,
    Ruma,
}

/// Which rules stay in force where the room version has extensible events (MSC3932), beside those that
/// ask for a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoomFeatures {
    /// Three rules by id.
    Spec,
    /// The same three, each only in its own kind.
    Synapse,
    /// All: the proposal is not known.
    JsSdk,
    /// Three others by id, and all rules without conditions.
    Ruma,
}

/// Which rules are the legacy mention rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LegacyMentions {
    /// By id, in whatever kind.
    InAnyKind,
    /// By id, each only in its own kind.
    InOwnKind,
    /// By id: one in content rules, the two others in rules with conditions.
    WithConditions,
}

impl Behaviour {
    pub(crate) const SPEC: Self = Self {
        name: "the specification",
        faults: Faults::OfRule,
        kinds: Kinds::All,
        text: None,
        reading: Reading { paths: Paths::Split, numbers: Numbers::Integral },
        room_ids: Ids::Exact,
        sender_ids: Ids::Exact,
        sender_property: "sender",
        room_is_of_context: false,
        display_name_is_pattern: false,
        empty_display_name: EmptyName::Nowhere,
        name_in_no_body: false,
        actions: Actions::Spec,
        levels: Levels::Spec,
        features: RoomFeatures::Spec,
        legacy_mentions: LegacyMentions::InAnyKind,
    };

    pub(crate) const SYNAPSE: Self = Self {
        name: "Synapse",
        faults: Faults::UnknownActionsOfSet,
        kinds: Kinds::Synapse,
        text: Some(&TextRules::SYNAPSE),
        reading: Reading { paths: Paths::Compared, numbers: Numbers::Integers64 },
        room_ids: Ids::Pattern,
        sender_ids: Ids::Pattern,
        sender_property: "user_id",
        display_name_is_pattern: true,
        name_in_no_body: true,
        actions: Actions::Synapse,
        levels: Levels::Synapse,
        features: RoomFeatures::Synapse,
        legacy_mentions: LegacyMentions::InOwnKind,
        ..Self::SPEC
    };

    pub(crate) const JS_SDK: Self = Self {
        name: "Element Web",
        faults: Faults::Thrown,
        kinds: Kinds::JsSdk,
        text: Some(&TextRules::JS_SDK),
        reading: Reading { paths: Paths::JavaScript, numbers: Numbers::Doubles },
        sender_property: "user_id",
        empty_display_name: EmptyName::InTexts,
        actions: Actions::JsSdk,
        levels: Levels::JsSdk,
        features: RoomFeatures::JsSdk,
        ..Self::SPEC
    };

    pub(crate) const RUMA: Self = Self {
        name: "ruma",
        faults: Faults::OfSet,
        kinds: Kinds::Ruma,
        text: Some(&TextRules::RUMA),
        reading: Reading { paths: Paths::ComparedWithoutEmptyNames, numbers: Numbers::Integers53 },
        room_ids: Ids::Pattern,
        sender_ids: Ids::Pattern,
        room_is_of_context: true,
        display_name_is_pattern: true,
        empty_display_name: EmptyName::LikePatterns,
        actions: Actions::Ruma,
        levels: Levels::Ruma,
        features: RoomFeatures::Ruma,
        legacy_mentions: LegacyMentions::WithConditions,
        ..Self::SPEC
    };

    /// Whether a kind of rules is known: MSC4306's is for servers.
    pub(crate) fn knows_rules_of(&self, kind: RuleKind) -> bool {
        kind != RuleKind::Postcontent || self.kinds != Kinds::JsSdk
    }

    /// Whether this is the specification's own reading.
    pub(crate) const fn is_spec(&self) -> bool {
        self.text.is_none()
    }

    /// Whether a condition kind is known.
    pub(crate) fn knows(&self, kind: &str) -> bool {
        match kind {
            "event_match"
            | "event_property_is"
            | "event_property_contains"
            | "contains_display_name"
            | "room_member_count"
            | "sender_notification_permission" => true,
            "org.matrix.msc3931.room_version_supports" | "io.element.msc4306.thread_subscription" => {
                self.kinds != Kinds::JsSdk
            }
            "im.nheko.msc3664.related_event_match" => matches!(self.kinds, Kinds::All | Kinds::Synapse),
            "org.matrix.msc3914.call_started" | "call_started" => {
                matches!(self.kinds, Kinds::All | Kinds::JsSdk)
            }
            "com.beeper.msc3758.exact_event_match"
            | "org.matrix.msc3966.exact_event_property_contains"
            | "related_event_match" => self.kinds == Kinds::All,
            _ => false,
        }
    }
}
