//! What an evaluation can ask about an event and its context.

use crate::compile::{RelatedEvent, Seen, SlotId};

/// One event seen through the slots of a program, for one user in one room.
///
/// There are two views: of properties that were read from JSON (see
/// [`Evaluator`](crate::Evaluator)), and of a JavaScript object, where texts cross into WebAssembly
/// only when they are asked for.
pub(crate) trait View {
    /// Whether the owner of the rules sent the event.
    fn is_own(&mut self) -> bool;

    /// What was seen at a slot.
    fn seen(&self, slot: SlotId) -> Seen;

    /// The folded text at a slot, if there is a string.
    fn folded(&mut self, slot: SlotId) -> Option<&str>;

    /// The text at a slot, if there is a string, and whether keywords can be found in it as it is: it is ASCII, or
    /// folded already.
    fn raw(&mut self, slot: SlotId) -> Option<(&[u8], bool)>;

    /// Whether the array at a slot has the wanted value of this position.
    fn contains(&mut self, slot: SlotId, wanted: usize) -> bool;

    /// Whether the body has the owner's display name (R33).
    fn has_display_name(&mut self, body: SlotId) -> bool;

    /// The number of members, if it is known.
    fn member_count(&self) -> Option<u64>;

    /// Whether the sender may notify with this key of `notifications` (R37).
    fn sender_may_notify(&mut self, key: &str) -> bool;

    /// Whether the owner follows the thread that the event is in, if it is known.
    fn thread_subscribed(&self) -> Option<bool>;

    /// Whether the room version has a feature (MSC3931).
    fn room_supports(&mut self, feature: &str) -> bool;

    /// Whether the event relates to one that passes the test (MSC3664).
    fn relates_to(&mut self, test: &RelatedEvent) -> bool;
}
