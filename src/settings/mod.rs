//! What a settings page shows: room modes, default modes and keywords, read from the rules and
//! written back as rules.
//!
//! The Matrix specification defines rules, not settings. How clients map one to the other is
//! folklore ([matrix-spec#1603](https://github.com/matrix-org/matrix-spec/issues/1603)); this
//! module follows what matrix-rust-sdk, and with it Element X, does, and says where it does not.
//!
//! | setting | rules |
//! |---|---|
//! | a room is `mute` | an override rule for exactly that room, without `notify` |
//! | a room is `mentions_and_keywords` | its room rule, without `notify` |
//! | a room is `all_messages` | its room rule, with `notify` |
//! | a room has no mode of its own | none of these; one of four default underride rules decides |
//! | a keyword | a content rule of the user with the keyword as its pattern |
//!
//! Three differences to matrix-rust-sdk, which all make the answers those of the rules:
//! a rule that is disabled or cannot be understood gives no mode, as it never matches (R6);
//! an override rule with a condition beyond the room ("this sender in this room") is no mute; and a
//! setting that is already there is left as it is, whoever wrote its rules.
//!
//! Every function is pure: it takes a [`Ruleset`](crate::Ruleset) and answers a new one, made with
//! the edits that the client-server API knows.

mod actions;
mod default_mode;
mod edits;
mod governing;
mod keywords;
mod mode;
mod naming;
mod room_mode;
mod rule_id;
mod set_room_mode;
mod simple;

pub use self::{
    default_mode::{default_room_mode, set_default_room_mode},
    governing::{GoverningRule, Role, rules_governing_room},
    keywords::{Keyword, add_keyword, keywords, remove_keyword},
    mode::{RoomMode, RoomTraits, RoomType},
    room_mode::{RoomModeAnswer, room_mode},
    set_room_mode::set_room_mode,
    simple::{SettingsMismatch, SimpleSettings, simple_settings},
};
