//! The differences between implementations that are known, named and documented.
//!
//! A difference between the specification and a peer is explained when the model, reading as the
//! specification does but for a few of the peer's traits, answers as the peer. What no few traits
//! explain is not known, and fails the comparison.

use crate::{
    answer::Answer,
    generate::Case,
    model::{self, Traits},
};

/// A named divergence: one field of [`Traits`].
#[derive(Debug, Clone, Copy)]
pub struct Divergence {
    /// Its name.
    pub name: &'static str,
    /// The statement in `docs/SEMANTICS.md` that describes it.
    pub statement: &'static str,
    /// What is different, in one sentence.
    pub what: &'static str,
    apply: fn(&mut Traits, &Traits),
    differs: fn(&Traits, &Traits) -> bool,
}

macro_rules! divergences {
    ($($field:ident $statement:literal $what:literal;)*) => {
        /// All known divergences.
        pub const DIVERGENCES: &[Divergence] = &[$(Divergence {
            name: stringify!($field),
            statement: $statement,
            what: $what,
            apply: |traits, peer| traits.$field = peer.$field,
            differs: |one, other| one.$field != other.$field,
        }),*];
    };
}

divergences! {
    words "A1" "letters beyond ASCII are word characters";
    boundary "A2" "a word boundary is only what lies outside of the match";
    question_mark "A3" "`?` stands for a full stop";
    wildcard_runs "A4" "in a run of wildcards every second one is a literal";
    lines_in_body "A5" "wildcards do not stand for line ends in the body";
    lines_elsewhere "A5" "wildcards do not stand for line ends in other properties";
    units "A6" "a character is half a surrogate pair";
    fold "A7" "other letters are the same letter";
    empty_pattern "A8" "an empty pattern matches other bodies";
    empty_keyword "A8" "a content rule with an empty pattern is dropped";
    room_rules "A9" "a room rule is a pattern, and not case-sensitive";
    sender_rules "A20" "a sender rule is a pattern, or tests `user_id`";
    paths "A11" "keys lead elsewhere: redundant escapes, arrays, strings, prototypes";
    room_id "R21" "the room id is the context's, whatever the event says";
    match_value "A11c" "`event_match` compares with a `value`";
    numbers "A11d" "numbers are doubles, or integers of 64 bits, and `1.0` is none";
    huge_integers "A11e" "an integer beyond 64 bits in the event silences it";
    display_name "A12" "the display name is a pattern";
    empty_name "A14" "an empty display name matches";
    no_body "A14" "the display name is looked for in an empty text when there is no body";
    levels "A15" "power levels are read differently";
    member_count "A15c" "`is` is read differently";
    tweaks "A16" "tweaks are made differently: duplicates, `null`, odd names";
    highlight "A19" "a content rule highlights, and any other rule says that it does not";
    master "R7" "the master rule ranks where it stands";
    postcontent "R1" "`postcontent` rules are ignored";
    duplicates "R5" "of rules with the same id only the first exists";
    enabled "A26" "`enabled` is whatever JavaScript takes for true";
    invalid "A25" "something invalid refuses the set, or throws";
    kinds "R42" "other kinds of conditions are known";
    related "MSC3664" "`related_event_match` reads its fields differently";
    features "MSC3931" "only extensible events are a known feature";
    extensible "A24" "extensible events switch off other rules";
    legacy "A23" "the legacy mention rules are recognised or suppressed differently";
    threads "MSC4306" "other events are in a thread";
    call_started "MSC3914" "`call_started` reads odd contents differently";
}

/// The divergences that make the specification's reading answer as the peer did: one, if one will do,
/// else a set of which none can be left out.
#[must_use]
pub fn explain(peer: &Traits, case: &Case, answer: &Answer) -> Option<Vec<&'static Divergence>> {
    let spec = Traits::default();
    let differing: Vec<&Divergence> =
        DIVERGENCES.iter().filter(|divergence| (divergence.differs)(&spec, peer)).collect();
    let explains = |chosen: &[&Divergence]| {
        let mut traits = spec;
        for divergence in chosen {
            (divergence.apply)(&mut traits, peer);
        }
        model::answer(&traits, case).agrees(answer)
    };
    if let Some(&one) = differing.iter().find(|&&one| explains(&[one])) {
        return Some(vec![one]);
    }
    let mut chosen = differing;
    if !explains(&chosen) {
        return None;
    }
    let mut position = 0;
    while position < chosen.len() {
        let left_out = chosen.remove(position);
        if !explains(&chosen) {
            chosen.insert(position, left_out);
            position += 1;
        }
    }
    Some(chosen)
}
