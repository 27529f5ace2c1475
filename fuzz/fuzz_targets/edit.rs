//! Two texts as rules: a plan from one to the other is accepted request by request, and when it leaves nothing out,
//! nothing is left to do after it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use matrix_push_rules::{
    Ruleset,
    edit::{apply, plan},
    settings::{RoomMode, keywords, set_room_mode, simple_settings},
};

fuzz_target!(|texts: (&str, &str)| {
    let (Ok(from), Ok(to)) = (Ruleset::from_json(texts.0), Ruleset::from_json(texts.1)) else { return };
    let planned = plan(&from, &to);
    let mut rules = from.clone();
    for request in &planned.requests {
        rules = apply(&rules, request).unwrap_or_else(|error| panic!("{request:?}: {error}"));
    }
    if planned.impossible.is_empty() {
        assert!(plan(&rules, &to).requests.is_empty(), "{:?}", plan(&rules, &to));
    }
    assert!(plan(&to, &to).requests.is_empty());
    let _ = (simple_settings(&from), keywords(&from));
    if let Ok(muted) = set_room_mode(&from, "!room:example.org", Some(RoomMode::Mute)) {
        assert_eq!(set_room_mode(&muted, "!room:example.org", Some(RoomMode::Mute)).as_ref(), Ok(&muted));
    }
});
