//! A ruleset in compiled form.

use super::{
    build,
    index::Index,
    slots::{SlotId, Slots},
    test::Test,
};
use crate::{
    Context, Evaluation, Evaluator, Event, Options, Ruleset, dialect::Chosen, error::PushRulesError,
    kind::RuleKind,
};

/// A ruleset that is ready to evaluate many events.
///
/// Compiling costs some microseconds a rule; evaluating an event then touches only the rules that it
/// can match. The compiled set is immutable and can be shared between threads; each thread takes an
/// [`Evaluator`] from it, which keeps the buffers.
///
/// ```
/// use matrix_push_rules::{Context, Options, Ruleset};
///
/// let rules = Ruleset::from_json(r#"{"content": [
///     {"rule_id": "fuel", "pattern": "fuel", "actions": ["notify"], "enabled": true, "default": false}
/// ]}"#)?
/// .compile(&Options::default());
/// let context = Context::new("@alice:example.org");
/// let event = r#"{"type": "m.room.message", "sender": "@bob:example.org", "content": {"body": "More fuel!"}}"#;
/// assert!(rules.evaluate(event, &context)?.notify);
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
#[derive(Debug)]
pub struct CompiledRuleset {
    /// The document it came from, for explanations.
    pub(crate) ruleset: Ruleset,
    pub(crate) program: Program,
}

impl CompiledRuleset {
    pub(crate) fn new(ruleset: &Ruleset, options: &Options) -> Self {
        Self { ruleset: ruleset.clone(), program: build::build(ruleset, options) }
    }

    /// An evaluator, which keeps its buffers from event to event.
    #[must_use]
    pub fn evaluator(&self) -> Evaluator<'_> {
        Evaluator::new(self)
    }

    /// Evaluates a single event. For many, take an [`Evaluator`].
    ///
    /// # Errors
    /// `invalid_json` or `invalid_event` when the event is not a JSON object.
    pub fn evaluate<'e>(
        &self,
        event: impl Into<Event<'e>>,
        context: &Context,
    ) -> Result<&Evaluation, PushRulesError> {
        self.evaluator().evaluate(event, context)
    }
}

/// What a ruleset means under one dialect.
#[derive(Debug)]
pub(crate) struct Program {
    pub(super) slots: Slots,
    /// All rules in the order of evaluation, also those that never match.
    pub(super) rules: Vec<ProgramRule>,
    pub(super) index: Index,
    pub(super) no_match: Evaluation,
    pub(crate) landmarks: Landmarks,
    pub(crate) dialect: Chosen,
    /// When the room of the context takes the place of the event's; `None` if no rule looks at rooms.
    pub(crate) supply: Option<Supply>,
    /// Why the whole set is refused: no rule counts then.
    pub(crate) refusal: Option<String>,
}

/// The slots that mean something to the evaluation itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Landmarks {
    /// The event's sender: own events never notify (R67).
    pub(crate) sender: SlotId,
    /// The event's room, which the context supplies where the event has none (R21).
    pub(crate) room_id: SlotId,
    /// `content.body`, where patterns match words.
    pub(crate) body: SlotId,
    /// `content.m\.mentions`, whose presence suppresses the legacy mention rules (R59).
    pub(crate) mentions: SlotId,
}

/// When what a context says takes the place of what an event says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Supply {
    /// When the event has no string there (R21).
    UnlessText,
    /// When the event has nothing there.
    IfAbsent,
    Always,
}

/// A rule of a program.
#[derive(Debug)]
pub(crate) struct ProgramRule {
    pub(crate) kind: RuleKind,
    /// The position in the list of its kind.
    pub(crate) position: usize,
    pub(crate) state: State,
    /// One test a condition, in the order of the conditions.
    pub(crate) tests: Vec<Test>,
    /// The positions of the tests from cheap to dear.
    pub(crate) cheapest_first: Vec<usize>,
    /// How many of them the event alone decides, which are the first ones.
    pub(crate) of_event: usize,
    /// Whether it is one of the mention rules that `m.mentions` has replaced (R58).
    pub(crate) is_legacy_mention: bool,
    /// Whether it is in force where the room version has extensible events (MSC3932).
    pub(crate) for_extensible_events: bool,
    pub(crate) evaluation: Evaluation,
    /// Why the evaluation fails with an exception where all tests pass. The evaluation is then that of
    /// no rule.
    pub(crate) throws: Option<&'static str>,
}

/// Whether a rule takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Enabled,
    Disabled,
    Invalid,
}

impl Program {
    pub(crate) const fn slots(&self) -> &Slots {
        &self.slots
    }

    pub(crate) fn rules(&self) -> &[ProgramRule] {
        &self.rules
    }

    pub(crate) fn rule(&self, position: usize) -> Option<&ProgramRule> {
        self.rules.get(position)
    }

    pub(crate) const fn index(&self) -> &Index {
        &self.index
    }

    /// Whether events have to come as JSON with all of their context: some rule asks for more of that
    /// than counts, names and power levels, or the dialect reads events in its own way.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn needs_context(&self) -> bool {
        if self.slots.are_of_dialect() {
            return true;
        }
        let mut tests = self.rules.iter().flat_map(|rule| &rule.tests);
        tests.any(|test| matches!(test, Test::RoomSupports { .. } | Test::Related(_)))
    }

    /// The evaluation of the rule that matched, or of none.
    pub(crate) fn evaluation(&self, matched: Option<usize>) -> &Evaluation {
        matched.and_then(|position| self.rules.get(position)).map_or(&self.no_match, |rule| &rule.evaluation)
    }
}
