//! In what implementations differ: one field for each named divergence.

/// How an implementation reads push rules. The default is the specification's reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "`DIVERGENCES` describes the fields")]
pub struct Traits {
    pub words: Words,
    pub boundary: Boundary,
    pub question_mark: QuestionMark,
    pub wildcard_runs: WildcardRuns,
    pub lines_in_body: Lines,
    pub lines_elsewhere: Lines,
    pub units: Units,
    pub fold: Fold,
    pub empty_pattern: EmptyPattern,
    pub empty_keyword: EmptyKeyword,
    pub room_rules: RoomRules,
    pub sender_rules: SenderRules,
    pub paths: Paths,
    pub room_id: RoomId,
    pub match_value: MatchValue,
    pub numbers: Numbers,
    pub huge_integers: HugeIntegers,
    pub display_name: DisplayName,
    pub empty_name: EmptyName,
    pub no_body: NoBody,
    pub levels: Levels,
    pub member_count: MemberCount,
    pub tweaks: Tweaks,
    pub highlight: Highlight,
    pub master: Master,
    pub postcontent: Postcontent,
    pub duplicates: Duplicates,
    pub enabled: Enabled,
    pub invalid: Invalid,
    pub kinds: Kinds,
    pub related: Related,
    pub features: Features,
    pub extensible: Extensible,
    pub legacy: Legacy,
    pub threads: Threads,
    pub call_started: CallStarted,
}

macro_rules! readings {
    ($($(#[$meta:meta])* $name:ident { $first:ident $(, $other:ident)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
            pub enum $name { #[default] $first $(, $other)* }
        )*
    };
}

readings! {
    /// Which characters make words.
    Words { Ascii, Unicode }
    /// What a word boundary is.
    Boundary { EitherSide, Outside }
    /// What `?` stands for.
    QuestionMark { AnyCharacter, FullStop }
    /// What several wildcards in a row mean.
    WildcardRuns { Plain, EverySecondLiteral }
    /// Which characters wildcards do not stand for.
    Lines { AnyCharacter, NotLineFeed, NotJsLineTerminator }
    /// What a character is.
    Units { CodePoint, Utf16 }
    /// Which characters are the same letter.
    Fold { SimpleLowercase, Lowercase, LowercaseAndRegex, Js }
    /// Where an empty pattern matches.
    EmptyPattern { BetweenNonWords, EmptyBody, Everywhere }
    /// Whether a content rule may have an empty pattern.
    EmptyKeyword { Matches, Never }
    /// How a room rule compares.
    RoomRules { Exact, Glob }
    /// How a sender rule compares, and with what.
    SenderRules { Exact, Glob, ExactUserId, GlobUserId }
    /// How a key leads to a property.
    Paths { Parsed, Flattened, Js }
    /// Where the room id comes from when the event and the context have one.
    RoomId { Event, Context }
    /// Whether `event_match` may compare with a `value`.
    MatchValue { Ignored, Wins }
    /// What numbers are.
    Numbers { Integral, Integers53, Integers64, Doubles }
    /// What an integer beyond 64 bits does.
    HugeIntegers { Nothing, RejectEvent }
    /// How the display name is looked for.
    DisplayName { Literal, Pattern }
    /// What an empty display name matches.
    EmptyName { Never, LikeEmptyPattern, LikeEmptyPatternInText }
    /// Where the display name is looked for when there is no body.
    NoBody { Nowhere, InEmptyText }
    /// How power levels are read.
    Levels { Spec, Synapse, Js, Ruma }
    /// How `is` is read.
    MemberCount { Spec, Wraps64, PlusSign, Js }
    /// How actions become tweaks.
    Tweaks { Spec, Synapse, Js, Ruma }
    /// Whether a rule without a highlight tweak says something about it.
    Highlight { Absent, Implicit }
    /// Where the master rule ranks.
    Master { First, WhereItStands }
    /// Whether `postcontent` rules count.
    Postcontent { Counts, Ignored }
    /// What a second rule with the same id does.
    Duplicates { Count, Dropped }
    /// What `enabled` may be.
    Enabled { BooleanOrMissing, Truthy }
    /// What something invalid does.
    Invalid { DisablesRule, UnknownActionRejectsSet, RejectsSet, Throws }
    /// Which kinds of conditions are known.
    Kinds { All, Synapse, Js, Ruma }
    /// How `related_event_match` reads its fields.
    Related { Spec, Synapse }
    /// Which features of room versions are known.
    Features { Any, OnlyExtensibleEvents }
    /// Which rules extensible events switch off.
    Extensible { Spec, KindExact, OnlyConditional, Nothing }
    /// Which rules are legacy mention rules, and what suppresses them.
    Legacy { ById, KindExact, Flattened }
    /// When `thread_subscription` applies.
    Threads { RelationType, Relation, ValidRelation }
    /// How `call_started` reads the event.
    CallStarted { Spec, Js }
}

/// Synapse 1.163.2.
#[must_use]
pub fn synapse() -> Traits {
    Traits {
        words: Words::Unicode,
        lines_in_body: Lines::NotLineFeed,
        lines_elsewhere: Lines::NotLineFeed,
        fold: Fold::LowercaseAndRegex,
        empty_pattern: EmptyPattern::Everywhere,
        room_rules: RoomRules::Glob,
        sender_rules: SenderRules::GlobUserId,
        paths: Paths::Flattened,
        numbers: Numbers::Integers64,
        huge_integers: HugeIntegers::RejectEvent,
        display_name: DisplayName::Pattern,
        no_body: NoBody::InEmptyText,
        levels: Levels::Synapse,
        member_count: MemberCount::Wraps64,
        tweaks: Tweaks::Synapse,
        invalid: Invalid::UnknownActionRejectsSet,
        kinds: Kinds::Synapse,
        related: Related::Synapse,
        features: Features::OnlyExtensibleEvents,
        extensible: Extensible::KindExact,
        legacy: Legacy::KindExact,
        threads: Threads::Relation,
        ..Traits::default()
    }
}

/// matrix-js-sdk 43.0.0.
#[must_use]
pub fn js_sdk() -> Traits {
    Traits {
        boundary: Boundary::Outside,
        question_mark: QuestionMark::FullStop,
        lines_in_body: Lines::NotJsLineTerminator,
        lines_elsewhere: Lines::NotJsLineTerminator,
        units: Units::Utf16,
        fold: Fold::Js,
        empty_keyword: EmptyKeyword::Never,
        sender_rules: SenderRules::ExactUserId,
        paths: Paths::Js,
        match_value: MatchValue::Wins,
        numbers: Numbers::Doubles,
        empty_name: EmptyName::LikeEmptyPatternInText,
        levels: Levels::Js,
        member_count: MemberCount::Js,
        tweaks: Tweaks::Js,
        highlight: Highlight::Implicit,
        master: Master::WhereItStands,
        postcontent: Postcontent::Ignored,
        enabled: Enabled::Truthy,
        invalid: Invalid::Throws,
        kinds: Kinds::Js,
        extensible: Extensible::Nothing,
        call_started: CallStarted::Js,
        ..Traits::default()
    }
}

/// ruma-common 0.20.2.
#[must_use]
pub fn ruma() -> Traits {
    Traits {
        wildcard_runs: WildcardRuns::EverySecondLiteral,
        lines_in_body: Lines::NotLineFeed,
        fold: Fold::Lowercase,
        empty_pattern: EmptyPattern::EmptyBody,
        room_rules: RoomRules::Glob,
        sender_rules: SenderRules::Glob,
        paths: Paths::Flattened,
        room_id: RoomId::Context,
        numbers: Numbers::Integers53,
        display_name: DisplayName::Pattern,
        empty_name: EmptyName::LikeEmptyPattern,
        levels: Levels::Ruma,
        member_count: MemberCount::PlusSign,
        tweaks: Tweaks::Ruma,
        master: Master::WhereItStands,
        duplicates: Duplicates::Dropped,
        invalid: Invalid::RejectsSet,
        kinds: Kinds::Ruma,
        features: Features::OnlyExtensibleEvents,
        extensible: Extensible::OnlyConditional,
        legacy: Legacy::Flattened,
        threads: Threads::ValidRelation,
        ..Traits::default()
    }
}
