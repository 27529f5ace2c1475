//! Builds a program from a ruleset.

use super::{
    EXTENSIBLE_EVENTS,
    index::Index,
    program::{Landmarks, Program, ProgramRule, State, Supply},
    slots::{Role, Slot, SlotId, Slots},
    test::{CallStarted, Matcher, RelatedEvent, Test, ThreadRoot},
};
use crate::{
    Evaluation, MatchedRule, Options, Ruleset,
    condition::{Condition, PropertyPath, Scalar},
    dialect::{Chosen, Faults, Kinds, LegacyMentions, Paths, RoomFeatures},
    kind::RuleKind,
    ruleset::{self, MASTER, ReadRule, Rule},
    text::{Glob, Keywords, Pattern, Scope, Target, fold},
};

/// The mention rules that `m.mentions` has replaced (R58).
const CONTAINS_DISPLAY_NAME: &str = ".m.rule.contains_display_name";
const ROOMNOTIF: &str = ".m.rule.roomnotif";
const CONTAINS_USER_NAME: &str = ".m.rule.contains_user_name";

pub(super) fn build(ruleset: &Ruleset, options: &Options) -> Program {
    let dialect = options.dialect.behaviour();
    let mut slots = Slots::new(dialect);
    let room_id = PropertyPath::of(&["room_id"]);
    let landmarks = Landmarks {
        sender: slots.intern(&PropertyPath::of(&["sender"])),
        room_id: if dialect.room_is_of_context {
            slots.add(&room_id, Role::Property)
        } else {
            slots.intern(&room_id)
        },
        body: slots.intern(&PropertyPath::of(&["content", "body"])),
        mentions: slots.intern(&PropertyPath::of(&["content", "m.mentions"])),
    };
    let mut builder = Builder { dialect, slots, landmarks };
    let refusal = ruleset::refusal(ruleset, dialect);
    let mut keywords = Vec::new();
    let mut rules = Vec::new();
    for (kind, position, read, rule) in in_order(ruleset, dialect) {
        let (rule, pattern) = builder.rule(kind, position, read, rule);
        if let (State::Enabled, Some(pattern)) = (rule.state, pattern) {
            keywords.push((rules.len(), fold(&pattern).into_owned()));
        }
        rules.push(rule);
    }
    // A refused set has rules to show, and none to find.
    let enabled = rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| {
            refusal.is_none()
                && rule.state == State::Enabled
                && (rule.kind != RuleKind::Content || dialect.text.is_some())
        })
        .map(|(position, rule)| (position, rule.tests.as_slice()));
    let mut index = Index::new(enabled);
    if let Some(&(first, _)) = keywords.first() {
        index.insert_always(first);
        let patterns = keywords.iter().map(|(position, pattern)| (*position, pattern.as_str()));
        index.keywords = Some((first, Keywords::new(patterns)));
    }
    let looks_at_rooms = builder.slots.get(landmarks.room_id).is_some_and(Slot::is_read);
    Program {
        supply: looks_at_rooms.then_some(match () {
            () if dialect.is_spec() => Supply::UnlessText,
            () if dialect.room_is_of_context => Supply::Always,
            () => Supply::IfAbsent,
        }),
        slots: builder.slots,
        rules,
        index,
        no_match: Evaluation::no_match(),
        landmarks,
        dialect,
        refusal,
    }
}

/// What stands in a list: a rule and what it means, or something that throws.
type Listed<'a> = (RuleKind, usize, Option<ReadRule<'a>>, Option<Rule<'a>>);

/// All rules in the order in which a dialect tries them.
fn in_order<'a>(ruleset: &'a Ruleset, dialect: Chosen) -> Vec<Listed<'a>> {
    let listed = |rule: Rule<'a>| {
        (rule.kind(), rule.position(), ruleset::read_as(rule, dialect, &mut |_problem| {}), Some(rule))
    };
    if dialect.faults == Faults::OfRule {
        return ruleset.in_order().map(listed).collect();
    }
    let mut all = Vec::new();
    for kind in RuleKind::ALL {
        let is_known = dialect.knows_rules_of(kind);
        if is_known
            && dialect.faults == Faults::Thrown
            && let Some(reason) = ruleset.list_as_it_is(kind).and_then(ruleset::thrown_by_list)
        {
            all.push((kind, 0, Some(ruleset::thrown(reason)), None));
        }
        for rule in ruleset.rules(kind) {
            let is_same = |(known, _, _, other): &Listed<'_>| {
                *known == kind && other.is_some_and(|other| other.rule_id() == rule.rule_id())
            };
            // ruma keeps the first of rules with the same id.
            let is_dropped = dialect.faults == Faults::OfSet && all.iter().any(is_same);
            all.push(if is_known && !is_dropped {
                listed(rule)
            } else {
                (kind, rule.position(), None, Some(rule))
            });
        }
    }
    all
}

/// What compiling a rule needs and adds to.
struct Builder {
    dialect: Chosen,
    slots: Slots,
    landmarks: Landmarks,
}

impl Builder {
    /// Compiles one rule; also gives the pattern of a content rule that keywords can be made of.
    fn rule(
        &mut self,
        kind: RuleKind,
        position: usize,
        read: Option<ReadRule<'_>>,
        rule: Option<Rule<'_>>,
    ) -> (ProgramRule, Option<String>) {
        let rule_id = rule.and_then(Rule::rule_id).unwrap_or_default();
        let conditions = read.as_ref().map_or(&[][..], |read| read.conditions.as_slice());
        let pattern = match conditions {
            [Condition::EventMatch { pattern, .. }]
                if kind == RuleKind::Content && self.dialect.text.is_none() =>
            {
                Some(pattern.clone())
            }
            _ => None,
        };
        let tests: Vec<Test> = conditions.iter().map(|condition| self.test(condition)).collect();
        // There are only so many costs: no need for a sort, which is large in a wasm module.
        let with_cost = |cost| {
            let has_cost = move |(_, test): &(usize, &Test)| test.cost() == cost;
            tests.iter().enumerate().filter(has_cost).map(|(position, _)| position)
        };
        let of_event = tests.iter().filter(|test| test.is_of_event()).count();
        let cheapest_first = (0..=Test::DEAREST).flat_map(with_cost).collect();
        let throws = read.as_ref().and_then(|read| read.throws);
        let compiled = ProgramRule {
            kind,
            position,
            state: match &read {
                None => State::Invalid,
                Some(read) if read.enabled => State::Enabled,
                Some(_) => State::Disabled,
            },
            tests,
            cheapest_first,
            of_event,
            is_legacy_mention: is_legacy_mention(self.dialect, kind, rule_id),
            for_extensible_events: is_for_extensible_events(self.dialect, kind, rule_id)
                || conditions
                    .iter()
                    .any(|condition| matches!(condition, Condition::RoomVersionSupports { .. })),
            evaluation: if throws.is_some() {
                Evaluation::no_match()
            } else {
                let actions = read.as_ref().map_or(&[][..], |read| read.actions);
                let matched = MatchedRule { kind, rule_id: rule_id.to_owned() };
                Evaluation::of_actions_as(self.dialect.actions, Some(matched), actions)
            },
            throws,
        };
        (compiled, pattern)
    }

    fn test(&mut self, condition: &Condition) -> Test {
        match condition {
            Condition::Never(_) => Test::Never,
            Condition::EventMatch { path, pattern } => self.event_match(path, pattern),
            Condition::PropertyIs { path, .. } | Condition::PropertyContains { path, .. }
                if !self.exists(path) =>
            {
                Test::Never
            }
            Condition::PropertyIs { path, value } => {
                let slot = self.slots.intern(path);
                match self.slots.get_mut(slot) {
                    Some(found) => Test::Exact { slot, id: found.intern_exact(value) },
                    None => Test::Never,
                }
            }
            Condition::PropertyContains { path, value } => {
                let slot = self.slots.intern(path);
                match self.slots.get_mut(slot) {
                    Some(found) => Test::Contains { slot, wanted: found.intern_wanted(value) },
                    None => Test::Never,
                }
            }
            Condition::ContainsDisplayName => {
                if let Some(body) = self.slots.get_mut(self.landmarks.body) {
                    body.reads_text = true;
                }
                Test::DisplayName
            }
            Condition::MemberCount(is) => Test::MemberCount(*is),
            Condition::SenderNotificationPermission { key } => Test::SenderMayNotify { key: key.clone() },
            Condition::RoomVersionSupports { feature } => match self.dialect.features {
                RoomFeatures::Synapse | RoomFeatures::Ruma if feature != EXTENSIBLE_EVENTS => Test::Never,
                _ => Test::RoomSupports { feature: feature.clone() },
            },
            Condition::ThreadSubscription { subscribed } => {
                let (rel_type, thread) = self
                    .exact(&["content", "m.relates_to", "rel_type"], &Scalar::String("m.thread".to_owned()));
                let root = match self.dialect.kinds {
                    Kinds::All | Kinds::JsSdk => None,
                    kinds => Some(ThreadRoot {
                        slot: self.slot(&["content", "m.relates_to", "event_id"]),
                        is_event_id: kinds == Kinds::Ruma,
                    }),
                };
                Test::ThreadSubscription { subscribed: *subscribed, rel_type, thread, root }
            }
            Condition::CallStarted => {
                let mut intent =
                    |name: &str| self.exact(&["content", "m.intent"], &Scalar::String(name.to_owned()));
                let ((intent, ring), (_, prompt)) = (intent("m.ring"), intent("m.prompt"));
                let previous = ["unsigned", "prev_content"];
                Test::CallStarted(CallStarted {
                    intent,
                    ring,
                    prompt,
                    terminated: self.slot(&["content", "m.terminated"]),
                    previous: match self.dialect.kinds {
                        Kinds::JsSdk => self.slots.add(&PropertyPath::of(&previous), Role::Truthy),
                        _ => self.slot(&previous),
                    },
                    previous_terminated: self.slot(&["unsigned", "prev_content", "m.terminated"]),
                })
            }
            Condition::RelatedEventMatch { rel_type, property, include_fallbacks } => {
                Test::Related(Box::new(RelatedEvent {
                    rel_type: rel_type.clone(),
                    property: property
                        .as_ref()
                        .map(|(path, pattern)| (path.clone(), self.matcher(path, pattern))),
                    // Only replies are sent as fallbacks: within a thread, for clients without threads.
                    fallback: (rel_type == "m.in_reply_to" && !include_fallbacks).then(|| {
                        self.exact(&["content", "m.relates_to", "is_falling_back"], &Scalar::Bool(true))
                    }),
                }))
            }
        }
    }

    fn event_match(&mut self, path: &PropertyPath, pattern: &str) -> Test {
        if !self.exists(path) {
            return Test::Never;
        }
        // Rules and patterns of ruma see the room of the context, other conditions that of the event.
        let slot = if path.key == "room_id" { self.landmarks.room_id } else { self.slots.intern(path) };
        let Some(found) = self.slots.get_mut(slot) else { return Test::Never };
        if let Some(rules) = self.dialect.text {
            found.reads_text = true;
            return Test::Pattern { slot, pattern: Box::new(Pattern::new(pattern, target(path), rules)) };
        }
        let pattern = fold(pattern);
        match scope(path) {
            Scope::Words => {
                found.reads_text = true;
                Test::Words { glob: Glob::new(&pattern) }
            }
            Scope::Whole if Glob::is_literal(&pattern) => {
                Test::Folded { slot, id: found.intern_folded(&pattern) }
            }
            Scope::Whole => {
                found.reads_text = true;
                Test::Glob { slot, glob: Glob::new(&pattern) }
            }
        }
    }

    fn matcher(&self, path: &PropertyPath, pattern: &str) -> Matcher {
        match self.dialect.text {
            _ if !self.exists(path) => Matcher::Never,
            Some(rules) => Matcher::Pattern(Pattern::new(pattern, target(path), rules)),
            None => Matcher::Glob(Glob::new(&fold(pattern)), scope(path)),
        }
    }

    /// Whether an event can have a property of this path: where keys are compared with the spelling of
    /// paths, other spellings lead nowhere.
    fn exists(&self, path: &PropertyPath) -> bool {
        match self.dialect.reading.paths {
            Paths::Split | Paths::JavaScript => true,
            Paths::Compared | Paths::ComparedWithoutEmptyNames => {
                let names: Vec<&str> = path.names.iter().map(String::as_str).collect();
                PropertyPath::of(&names).key == path.key
            }
        }
    }

    fn slot(&mut self, names: &[&str]) -> SlotId {
        self.slots.intern(&PropertyPath::of(names))
    }

    fn exact(&mut self, names: &[&str], value: &Scalar) -> (SlotId, u32) {
        let slot = self.slot(names);
        (slot, self.slots.get_mut(slot).map_or(0, |found| found.intern_exact(value)))
    }
}

/// Whether a rule is one of the mention rules that `m.mentions` has replaced (R58, A23).
fn is_legacy_mention(dialect: Chosen, kind: RuleKind, rule_id: &str) -> bool {
    let is_in_kind = |kinds: &[RuleKind]| match dialect.legacy_mentions {
        LegacyMentions::InAnyKind => true,
        LegacyMentions::InOwnKind => kinds.first() == Some(&kind),
        LegacyMentions::WithConditions => kinds.contains(&kind),
    };
    match rule_id {
        CONTAINS_DISPLAY_NAME | ROOMNOTIF => {
            is_in_kind(&[RuleKind::Override, RuleKind::Postcontent, RuleKind::Underride])
        }
        CONTAINS_USER_NAME => is_in_kind(&[RuleKind::Content]),
        _ => false,
    }
}

/// Whether a rule is in force where the room version has extensible events, although it does not ask
/// for a feature (MSC3932, A24).
fn is_for_extensible_events(dialect: Chosen, kind: RuleKind, rule_id: &str) -> bool {
    match dialect.features {
        RoomFeatures::JsSdk => true,
        RoomFeatures::Spec => [MASTER, ROOMNOTIF, CONTAINS_USER_NAME].contains(&rule_id),
        RoomFeatures::Synapse => match kind {
            RuleKind::Override => [MASTER, ROOMNOTIF].contains(&rule_id),
            RuleKind::Content => rule_id == CONTAINS_USER_NAME,
            _ => false,
        },
        RoomFeatures::Ruma => {
            !kind.has_conditions() || [MASTER, ROOMNOTIF, CONTAINS_DISPLAY_NAME].contains(&rule_id)
        }
    }
}

/// Patterns match words of the body, and the whole of every other property (R26, R27).
fn scope(path: &PropertyPath) -> Scope {
    if path.is_body() { Scope::Words } else { Scope::Whole }
}

/// The same for the patterns of other implementations.
fn target(path: &PropertyPath) -> Target {
    if path.is_body() { Target::Body } else { Target::Value }
}
