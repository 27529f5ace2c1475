//! Evaluating a JavaScript object without turning it into JSON.
//!
//! `pkg/src/reader.js` reads only the properties that a ruleset asks for, and looks their values up in
//! maps that this module fills: a value of a slot belongs to a *class*, and all values of a class are
//! the same to every rule. So the words that cross say all there is to say about types, senders, rooms
//! and whatever else is compared as a whole, and no text does. Texts that patterns are searched in,
//! which is the body and little else, cross when a rule asks for them and not before.
//!
//! ```text
//! JavaScript                                 WebAssembly
//! type ──map──▶ class 3 ─┐
//! msgtype ─────▶ class 1 ┼─▶ facts (words) ─▶ find(…) ──▶ position of the rule
//! user_ids ────▶ mask 01 ┘                      │  ▲
//! body ◀────────────── text(slot) ──────────────┘  └─ bytes in the text buffer
//! ```
//!
//! # Memory
//! JavaScript writes into two buffers of this module, the facts and the text, at addresses that it
//! asks for. They are plain vectors that are never resized but by those two calls, JavaScript writes
//! only while none of their contents is borrowed here (before [`Channel::find`], and inside the calls
//! that it makes to the reader), and every bit pattern is valid for words and bytes; text is checked to
//! be UTF-8 before it is taken for text. So no `unsafe` code is needed.

use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{CompiledRules, read, text_of};
use crate::{
    compile::{Program, RelatedEvent, Seen, SlotId},
    condition::Scalar,
    context::Context,
    evaluate::{Scratch, View, find},
    text,
};

#[wasm_bindgen]
extern "C" {
    /// The object in `pkg/src/reader.js` that knows the event at hand.
    pub type Reader;

    /// Writes the string at a slot into the text buffer: twice its length in bytes, plus one if it is
    /// ASCII. Negative if there is no string.
    #[wasm_bindgen(method)]
    fn text(this: &Reader, slot: usize) -> i32;

    /// The same for the owner's display name.
    #[wasm_bindgen(method, js_name = displayName)]
    fn display_name(this: &Reader) -> i32;

    /// The context as JSON text, with the power levels of the sender alone.
    #[wasm_bindgen(method)]
    fn powers(this: &Reader) -> Option<String>;
}

/// The buffers through which events come, one of each for all rulesets.
#[wasm_bindgen]
pub struct Channel {
    reader: Reader,
    facts: Vec<u32>,
    text: Vec<u8>,
    buffers: Buffers,
}

/// What is kept from event to event so that nothing is allocated for each.
#[derive(Default)]
struct Buffers {
    scratch: Scratch,
    body: String,
    other: String,
}

/// What is seen of the values of each slot, by class.
pub(super) struct Classes(Vec<Vec<Seen>>);

/// The class of a property that is not there.
const ABSENT: usize = 0;
/// The class of arrays, objects, and values that are like no value of a rule.
const PRESENT: usize = 1;
/// Marks the word of an array; the other bits tell which of the wanted values it has.
const ARRAY: u32 = 1 << 31;
/// How many wanted values those bits can tell apart.
const MOST_WANTED: usize = 31;

impl Classes {
    pub(super) fn new(program: &Program) -> Self {
        let present = Seen { present: true, ..Seen::default() };
        Self(program.slots().list().iter().map(|_| vec![Seen::default(), present]).collect())
    }

    /// The class of all values that are seen like this.
    fn class(&mut self, slot: SlotId, seen: Seen) -> usize {
        let Some(classes) = self.0.get_mut(slot) else { return ABSENT };
        classes.iter().position(|known| *known == seen).unwrap_or_else(|| {
            classes.push(seen);
            classes.len() - 1
        })
    }

    fn seen(&self, slot: SlotId, word: u32) -> Seen {
        let class = if word & ARRAY == 0 { word as usize } else { PRESENT };
        self.0.get(slot).and_then(|classes| classes.get(class)).copied().unwrap_or_default()
    }
}

/// What the reader has to know of a ruleset.
#[derive(Serialize)]
struct Layout<'a> {
    /// Whether objects can be read at all; if not, events go through JSON.
    objects: bool,
    slots: Vec<SlotLayout<'a>>,
    room_id: SlotId,
}

/// What the reader has to know of a slot.
#[derive(Serialize)]
struct SlotLayout<'a> {
    path: &'a [String],
    /// Whether values have to be looked up; if not, only their presence counts.
    compared: bool,
    /// Whether the text itself may be asked for.
    searched: bool,
    /// The values that arrays are searched for, in the order of the bits.
    wanted: Vec<serde_json::Value>,
}

#[wasm_bindgen]
impl CompiledRules {
    /// What the reader has to know, as JSON text.
    pub fn layout(&self) -> String {
        let program = &self.compiled.program;
        let slots = program.slots().list();
        text_of(&Layout {
            objects: !program.slots().are_of_dialect()
                && !program.needs_context()
                && slots.iter().all(|slot| slot.wanted().len() <= MOST_WANTED),
            slots: slots
                .iter()
                .map(|slot| SlotLayout {
                    path: &slot.path.names,
                    compared: slot.is_compared(),
                    searched: slot.reads_text,
                    wanted: slot.wanted().iter().map(Scalar::to_value).collect(),
                })
                .collect(),
            room_id: program.landmarks.room_id,
        })
    }

    /// The class of a string at a slot.
    #[wasm_bindgen(js_name = classifyText)]
    pub fn classify_text(&mut self, slot: usize, text: &str) -> usize {
        let Some(found) = self.compiled.program.slots().get(slot) else { return ABSENT };
        self.classes.class(slot, found.see_text(text))
    }

    /// The class of a number, a boolean or null, given as JSON text.
    #[wasm_bindgen(js_name = classifyOther)]
    pub fn classify_other(&mut self, slot: usize, json: &str) -> usize {
        let (Some(found), Ok(value)) = (self.compiled.program.slots().get(slot), read(json, "event")) else {
            return PRESENT;
        };
        Scalar::of(&value).map_or(PRESENT, |scalar| self.classes.class(slot, found.see_other(&scalar)))
    }
}

#[wasm_bindgen]
impl Channel {
    /// A channel to a reader.
    #[wasm_bindgen(constructor)]
    pub fn new(reader: Reader) -> Self {
        Self { reader, facts: Vec::new(), text: Vec::new(), buffers: Buffers::default() }
    }

    /// The address of the facts, with room for so many words.
    #[wasm_bindgen(js_name = factsAddress)]
    pub fn facts_address(&mut self, words: usize) -> usize {
        if self.facts.len() < words {
            self.facts.resize(words, 0);
        }
        self.facts.as_mut_ptr() as usize
    }

    /// The address of the text buffer, with room for so many bytes.
    #[wasm_bindgen(js_name = textAddress)]
    pub fn text_address(&mut self, bytes: usize) -> usize {
        if self.text.len() < bytes {
            self.text.resize(bytes, 0);
        }
        self.text.as_mut_ptr() as usize
    }

    /// The position of the rule that decides about the event in the facts, or −1 if none does. Fewer
    /// than no members are an unknown number of members.
    pub fn find(
        &mut self,
        rules: &CompiledRules,
        is_own: bool,
        members: f64,
        thread_subscribed: Option<bool>,
    ) -> i32 {
        let program = &rules.compiled.program;
        let mut view = ObjectView {
            program,
            classes: &rules.classes,
            reader: &self.reader,
            facts: &self.facts,
            buffer: &self.text,
            body: &mut self.buffers.body,
            body_is_folded: false,
            other: &mut self.buffers.other,
            is_own,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a count, or saturated"
            )]
            members: (members >= 0.0).then_some(members as u64),
            thread_subscribed,
        };
        find(program, &mut view, &mut self.buffers.scratch)
            .and_then(|position| i32::try_from(position).ok())
            .unwrap_or(-1)
    }
}

/// The view of a JavaScript object.
struct ObjectView<'a> {
    program: &'a Program,
    classes: &'a Classes,
    reader: &'a Reader,
    facts: &'a [u32],
    buffer: &'a [u8],
    body: &'a mut String,
    body_is_folded: bool,
    other: &'a mut String,
    is_own: bool,
    members: Option<u64>,
    thread_subscribed: Option<bool>,
}

impl ObjectView<'_> {
    fn word(&self, slot: SlotId) -> u32 {
        self.facts.get(slot).copied().unwrap_or_default()
    }

    /// What the reader has written, and whether it is ASCII.
    fn written(&self, answer: i32) -> Option<(&[u8], bool)> {
        let answer = usize::try_from(answer).ok()?;
        Some((self.buffer.get(..answer / 2)?, answer % 2 == 1))
    }
}

/// Folds bytes that the reader has written. An encoder writes nothing but UTF-8.
fn fold_written(written: &[u8], into: &mut String) {
    text::fold_into(str::from_utf8(written).unwrap_or_default(), into);
}

impl View for ObjectView<'_> {
    fn is_own(&mut self) -> bool {
        self.is_own
    }

    fn seen(&self, slot: SlotId) -> Seen {
        self.classes.seen(slot, self.word(slot))
    }

    fn folded(&mut self, slot: SlotId) -> Option<&str> {
        let is_body = slot == self.program.landmarks.body;
        if is_body && self.body_is_folded {
            return Some(self.body);
        }
        let length = usize::try_from(self.reader.text(slot)).ok()?;
        let written = self.buffer.get(..length / 2).unwrap_or_default();
        self.body_is_folded |= is_body;
        let buffer = if is_body { &mut *self.body } else { &mut *self.other };
        fold_written(written, buffer);
        Some(buffer)
    }

    fn raw(&mut self, slot: SlotId) -> Option<(&[u8], bool)> {
        // A body that has crossed before is there, folded.
        if slot == self.program.landmarks.body && self.body_is_folded {
            return Some((self.body.as_bytes(), true));
        }
        self.written(self.reader.text(slot))
    }

    fn contains(&mut self, slot: SlotId, wanted: usize) -> bool {
        let word = self.word(slot);
        word & ARRAY != 0 && wanted < MOST_WANTED && word & (1 << wanted) != 0
    }

    fn has_display_name(&mut self, body: SlotId) -> bool {
        let mut name = std::mem::take(self.other);
        let has_name = match self.written(self.reader.display_name()) {
            Some((written, _)) if !written.is_empty() => {
                fold_written(written, &mut name);
                self.folded(body).is_some_and(|body| text::contains_words(body, &name))
            }
            _ => false,
        };
        *self.other = name;
        has_name
    }

    fn member_count(&self) -> Option<u64> {
        self.members
    }

    fn sender_may_notify(&mut self, key: &str) -> bool {
        let Some(powers) = self.reader.powers() else { return false };
        let Ok(Ok(context)) = read(&powers, "context").map(|context| Context::from_value(&context)) else {
            return false;
        };
        // The reader names the sender as the owner of this little context.
        context.may_notify(&context.user_id, key)
    }

    fn thread_subscribed(&self) -> Option<bool> {
        self.thread_subscribed
    }

    // A program that asks for either goes through JSON, and so does an event in a room that has features.

    fn room_supports(&mut self, _feature: &str) -> bool {
        false
    }

    fn relates_to(&mut self, _test: &RelatedEvent) -> bool {
        false
    }
}
