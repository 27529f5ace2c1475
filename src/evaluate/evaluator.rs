//! Evaluating events that come as JSON text or as values.

use super::{Observer, Scratch, View, Walked, find, find::find_again, walk};
use crate::{
    CompiledRuleset, Context, Evaluation, Options, Ruleset,
    compile::{Program, RelatedEvent, Seen, SlotId},
    dialect::{EmptyName, Levels},
    error::PushRulesError,
    power_levels::{javascript, ruma, synapse},
    properties::{self, Event, Properties},
    text::{self, Pattern, Target, TextRules},
};

/// In the small module texts are rare, as objects are evaluated elsewhere: the way of explanations will do.
const ONE_WAY: bool = cfg!(all(target_arch = "wasm32", not(feature = "full")));

/// Evaluates one event against a ruleset: [`Ruleset::compile`] and [`CompiledRuleset::evaluate`] in
/// one call.
///
/// ```
/// use matrix_push_rules::{Context, Options, Ruleset, evaluate};
///
/// let rules = Ruleset::from_json(r#"{"room": [
///     {"rule_id": "!quiet:example.org", "actions": [], "enabled": true, "default": false}
/// ]}"#)?;
/// let event = serde_json::json!({
///     "type": "m.room.message", "sender": "@bob:example.org", "room_id": "!quiet:example.org",
///     "content": { "body": "psst" },
/// });
/// let evaluation = evaluate(&event, &rules, &Context::new("@alice:example.org"), &Options::default())?;
/// assert!(!evaluation.notify);
/// assert_eq!(evaluation.rule.unwrap().rule_id, "!quiet:example.org");
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
///
/// # Errors
/// `invalid_json` or `invalid_event` when the event is not a JSON object.
pub fn evaluate<'e>(
    event: impl Into<Event<'e>>,
    rules: &Ruleset,
    context: &Context,
    options: &Options,
) -> Result<Evaluation, PushRulesError> {
    rules.compile(options).evaluate(event, context).cloned()
}

/// Evaluates events one after the other and keeps its buffers between them.
#[derive(Debug)]
pub struct Evaluator<'r> {
    program: &'r Program,
    properties: Properties,
    scratch: Scratch,
    texts: Texts,
    /// Why the last event has no evaluation, in a dialect where that can be.
    rejection: Option<&'r str>,
}

/// Folded texts of the event at hand.
#[derive(Debug, Default)]
struct Texts {
    body: String,
    body_is_folded: bool,
    other: String,
}

impl<'r> Evaluator<'r> {
    pub(crate) fn new(rules: &'r CompiledRuleset) -> Self {
        Self {
            program: &rules.program,
            properties: Properties::default(),
            scratch: Scratch::default(),
            texts: Texts::default(),
            rejection: None,
        }
    }

    /// Why nothing could be said about the last event, if its evaluation was not just that no rule
    /// matches: the dialect refuses the set, or fails on the event. Never in the `spec` dialect.
    #[must_use]
    pub const fn rejection(&self) -> Option<&'r str> {
        self.rejection
    }

    /// Evaluates an event. Nothing is allocated once the buffers have grown to what the events need.
    ///
    /// # Errors
    /// `invalid_json` or `invalid_event` when the event is not a JSON object.
    pub fn evaluate<'e>(
        &mut self,
        event: impl Into<Event<'e>>,
        context: &Context,
    ) -> Result<&'r Evaluation, PushRulesError> {
        let source = self.read(event.into())?;
        Ok(self.program.evaluation(self.decide(source, context, false)))
    }

    /// The position of the rule that decides about an event.
    ///
    /// # Errors
    /// `invalid_json` or `invalid_event` when the event is not a JSON object.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn find<'e>(
        &mut self,
        event: impl Into<Event<'e>>,
        context: &Context,
    ) -> Result<Option<usize>, PushRulesError> {
        let source = self.read(event.into())?;
        Ok(self.decide(source, context, false))
    }

    /// Reads an event once, to evaluate it for several contexts.
    ///
    /// # Errors
    /// `invalid_json` or `invalid_event` when the event is not a JSON object.
    pub fn prepare<'e>(
        &mut self,
        event: impl Into<Event<'e>>,
    ) -> Result<PreparedEvent<'_, 'r, 'e>, PushRulesError> {
        let source = self.read(event.into())?;
        Ok(PreparedEvent { evaluator: self, source })
    }

    /// Tries an event on all rules, with an observer.
    ///
    /// # Errors
    /// `invalid_json` or `invalid_event` when the event is not a JSON object.
    pub(crate) fn observe(
        &mut self,
        event: Event<'_>,
        context: &Context,
        observer: &mut impl Observer,
    ) -> Result<Walked, PushRulesError> {
        let source = self.read(event)?;
        self.enter(source, context);
        let (mut view, _) = self.view(source, context);
        let walked = walk(view.program, &mut view, observer);
        if self.rejection().is_some() {
            return Ok(Walked::Rejected);
        }
        if let Walked::Thrown(position) = walked {
            self.rejection = self.program.rule(position).and_then(|rule| rule.throws);
        }
        Ok(walked)
    }

    /// Reads an event in place of the last one.
    fn read<'e>(&mut self, event: Event<'e>) -> Result<&'e str, PushRulesError> {
        self.texts.body_is_folded = false;
        self.scratch.forget();
        self.properties.read(event, self.program.slots())
    }

    /// The position of the rule that decides about the event that was read, now or before.
    #[inline(always)]
    fn decide(&mut self, source: &str, context: &Context, again: bool) -> Option<usize> {
        let program = self.program;
        self.enter(source, context);
        if self.rejection.is_some() {
            return None;
        }
        let (mut view, scratch) = self.view(source, context);
        let found = if ONE_WAY {
            match walk(program, &mut view, &mut ()) {
                Walked::Matched(position) => Some(position),
                _ => None,
            }
        } else if again {
            find_again(program, &mut view, scratch)
        } else {
            find(program, &mut view, scratch)
        };
        if program.slots().are_of_dialect() {
            self.rejection = found.and_then(|position| program.rule(position)?.throws);
        }
        found
    }

    /// Puts the event that was read into a context.
    fn enter(&mut self, source: &str, context: &Context) {
        if let Some(supply) = self.program.supply {
            let room_id = self.program.landmarks.room_id;
            let changed =
                self.properties.supply(room_id, self.program.slots(), context.room_id.as_deref(), supply);
            if changed {
                self.scratch.forget();
            }
        }
        if self.program.slots().are_of_dialect() {
            self.rejection = self.rejection_in_advance(source, context);
        }
    }

    /// The event, in its context.
    fn view<'a>(
        &'a mut self,
        source: &'a str,
        context: &'a Context,
    ) -> (PropertiesView<'a>, &'a mut Scratch) {
        let view = PropertiesView {
            program: self.program,
            properties: &self.properties,
            source,
            context,
            texts: &mut self.texts,
        };
        (view, &mut self.scratch)
    }

    /// Why nothing can be said about an event in a context, whatever the rules are.
    fn rejection_in_advance(&self, source: &str, context: &Context) -> Option<&'r str> {
        let dialect = self.program.dialect;
        let refusal = self.program.refusal.as_deref();
        if dialect.levels != Levels::Synapse {
            return refusal;
        }
        let sender = self.properties.text(self.program.landmarks.sender, source);
        if sender == Some(context.user_id.as_str()) {
            // Synapse asks nobody's rules about their own events.
            return None;
        }
        let unusable = |event| properties::unusable(event, dialect.reading.numbers);
        refusal
            .or(self.properties.unusable())
            .or_else(|| context.related_events.values().find_map(unusable))
            .or_else(|| synapse::Levels::read(context, sender.unwrap_or_default()).err())
    }
}

/// An event that was read, in the buffers of an [`Evaluator`].
#[derive(Debug)]
pub struct PreparedEvent<'a, 'r, 'e> {
    evaluator: &'a mut Evaluator<'r>,
    source: &'e str,
}

impl<'r> PreparedEvent<'_, 'r, '_> {
    /// Evaluates the event in a context.
    pub fn evaluate(&mut self, context: &Context) -> &'r Evaluation {
        self.evaluator.program.evaluation(self.evaluator.decide(self.source, context, true))
    }
}

/// The view of properties that were read from JSON.
struct PropertiesView<'a> {
    program: &'a Program,
    properties: &'a Properties,
    source: &'a str,
    context: &'a Context,
    texts: &'a mut Texts,
}

impl PropertiesView<'_> {
    fn text(&self, slot: SlotId) -> Option<&str> {
        self.properties.text(slot, self.source)
    }

    /// Whether the body has the display name in the way of another implementation (A12–A14).
    fn has_name(&mut self, body: SlotId, rules: &'static TextRules) -> bool {
        let Some(name) = self.context.display_name.as_deref() else { return false };
        let dialect = self.program.dialect;
        match dialect.empty_display_name {
            EmptyName::Nowhere if name.is_empty() => return false,
            EmptyName::InTexts if self.text(body).is_none_or(str::is_empty) => return false,
            _ => {}
        }
        let target = if dialect.display_name_is_pattern { Target::Body } else { Target::BodyLiterally };
        let pattern = Pattern::new(name, target, rules);
        if dialect.name_in_no_body && self.text(body).is_none() {
            return pattern.matches("");
        }
        self.folded(body).is_some_and(|text| pattern.matches(text))
    }
}

impl View for PropertiesView<'_> {
    fn is_own(&mut self) -> bool {
        self.text(self.program.landmarks.sender) == Some(self.context.user_id.as_str())
    }

    fn seen(&self, slot: SlotId) -> Seen {
        self.properties.seen(slot)
    }

    fn folded(&mut self, slot: SlotId) -> Option<&str> {
        let text = self.properties.text(slot, self.source)?;
        // The body is asked for by many rules, other texts by few.
        let is_body = slot == self.program.landmarks.body;
        let buffer = if is_body { &mut self.texts.body } else { &mut self.texts.other };
        if !(is_body && self.texts.body_is_folded) {
            match self.program.dialect.text {
                Some(rules) => rules.fold_into(text, buffer),
                None => text::fold_into(text, buffer),
            }
            self.texts.body_is_folded |= is_body;
        }
        Some(buffer)
    }

    fn raw(&mut self, slot: SlotId) -> Option<(&[u8], bool)> {
        self.text(slot).map(|text| (text.as_bytes(), text.is_ascii()))
    }

    fn contains(&mut self, slot: SlotId, wanted: usize) -> bool {
        self.program
            .slots()
            .get(slot)
            .and_then(|slot| slot.wanted().get(wanted))
            .is_some_and(|wanted| self.properties.contains(slot, wanted, self.source))
    }

    fn has_display_name(&mut self, body: SlotId) -> bool {
        if let Some(rules) = self.program.dialect.text {
            return self.has_name(body, rules);
        }
        let name = self.context.display_name.as_deref().unwrap_or_default();
        !name.is_empty() && {
            let name = text::fold(name);
            self.folded(body).is_some_and(|body| text::contains_words(body, &name))
        }
    }

    fn member_count(&self) -> Option<u64> {
        self.context.member_count
    }

    fn sender_may_notify(&mut self, key: &str) -> bool {
        let Some(sender) = self.text(self.program.landmarks.sender) else {
            return self.program.dialect.levels == Levels::Synapse
                && synapse::Levels::read(self.context, "").is_ok_and(|levels| levels.suffice(key));
        };
        match self.program.dialect.levels {
            Levels::Spec => self.context.may_notify(sender, key),
            Levels::Synapse => {
                synapse::Levels::read(self.context, sender).is_ok_and(|levels| levels.suffice(key))
            }
            Levels::JsSdk => javascript::may_notify(self.context, sender, key),
            Levels::Ruma => ruma::may_notify(self.context, sender, key),
        }
    }

    fn thread_subscribed(&self) -> Option<bool> {
        self.context.thread_subscribed
    }

    fn room_supports(&mut self, feature: &str) -> bool {
        self.context.room_features.iter().any(|known| known == feature)
    }

    fn relates_to(&mut self, test: &RelatedEvent) -> bool {
        let Some(event) = self.context.related_events.get(&test.rel_type) else { return false };
        let Some((path, matcher)) = &test.property else { return true };
        properties::text_at(event, path, self.program.slots().reading())
            .is_some_and(|text| matcher.matches(text))
    }
}
