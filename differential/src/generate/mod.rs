//! Cases: rules, an event and a context that have something to do with each other.
//!
//! The same seed gives the same cases. They are biased to where implementations part: a handful of
//! tricky characters per case, patterns made from the texts they are matched against, paths taken
//! from the event, values of all shapes, and now and then something that has no business there.

mod condition;
mod context;
mod event;
mod json;
mod rules;
mod text;

use serde_json::Value;

use self::text::Alphabet;
use crate::{Peer, random::Random};

/// The owner of all generated rules.
pub(crate) const ME: &str = "@me:example.org";

/// One question: what do these rules say about this event?
#[derive(Debug, Clone)]
pub struct Case {
    /// A bare ruleset.
    pub rules: Value,
    /// An event.
    pub event: Value,
    /// Who asks, and what is known of the room.
    pub context: Value,
}

/// Generates cases that a peer can be asked.
#[derive(Debug)]
pub struct Generator {
    random: Random,
    peer: Peer,
}

impl Generator {
    /// The cases of a seed.
    #[must_use]
    pub const fn new(peer: Peer, seed: u64) -> Self {
        Self { random: Random::new(seed), peer }
    }
}

impl Iterator for Generator {
    type Item = Case;

    fn next(&mut self) -> Option<Case> {
        // Each case has a generator of its own, so that one more draw in one does not change all.
        let random = &mut Random::new(self.random.next());
        let alphabet = Alphabet::new(random);
        let event = event::event(random, &alphabet);
        let scene = Scene { alphabet, event, peer: self.peer };
        let rules = rules::rules(random, &scene);
        let context = context::context(random, &scene);
        Some(Case { rules, event: scene.event, context })
    }
}

/// What the parts of a case share.
struct Scene {
    alphabet: Alphabet,
    event: Value,
    peer: Peer,
}

impl Scene {
    /// The body of the event, or some other text.
    fn body(&self, random: &mut Random) -> String {
        match self.event.pointer("/content/body").and_then(Value::as_str) {
            Some(body) if random.percent(95) => body.to_owned(),
            _ => self.alphabet.text(random),
        }
    }
}
