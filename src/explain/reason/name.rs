//! Why the body contains the display name or does not (R33).

use super::{Found, Reason, missing::missing, pattern::not_a_string};
use crate::{
    condition::PropertyPath,
    explain::{
        facts::{Facts, Text},
        sentence::Quoted,
        spans::slice,
    },
    text::{self, fold},
};

/// The reason of a `contains_display_name`. What it looked at is the body.
pub(super) fn find(matched: bool, facts: &Facts<'_>) -> Found {
    let path = PropertyPath::of(&["content", "body"]);
    let value = facts.get(&path.names);
    let actual = value.cloned();
    let name = match facts.context.display_name.as_deref() {
        None => {
            let reason = Reason::new("display_name_unknown", "the context has no `display_name`");
            return Found::new(reason, actual);
        }
        Some("") => {
            let reason = Reason::new("display_name_unknown", "the `display_name` of the context is empty");
            return Found::new(reason, actual);
        }
        Some(name) => name,
    };
    match (facts.body(), value) {
        (Some(body), _) => {
            let folded = fold(name);
            let found = text::find_words(&body.folded, &folded);
            let spans = facts.spans(body, &found);
            let reason = match (matched, spans.first()) {
                (true, Some(span)) => {
                    let message =
                        format!("`content.body` contains the display name {} at {span}", Quoted(name));
                    Some(Reason::new("body_contains_display_name", message))
                }
                (false, None) => Some(not_found(name, &folded, body, facts)),
                (true, None) | (false, Some(_)) => None,
            };
            Found { reason, actual, spans }
        }
        (None, Some(value)) => Found::new(not_a_string(&path, value), actual),
        (None, None) => Found::new(missing(&path, facts.event(), "the event"), None),
    }
}

fn not_found(name: &str, folded: &str, body: &Text<'_>, facts: &Facts<'_>) -> Reason {
    let name = Quoted(name);
    let range = text::find_around(&body.folded, folded);
    let spans = facts.spans(body, range.as_slice());
    match (&range, spans.first()) {
        (Some(range), Some(span)) => {
            let words = Quoted(slice(body.original, range));
            let message = format!(
                "`content.body` contains the display name {name} only inside a longer word: {words} at {span}"
            );
            Reason::new("inside_longer_word", message)
        }
        _ => {
            let message = format!("`content.body` does not contain the display name {name}");
            Reason::new("display_name_not_in_body", message)
        }
    }
}
