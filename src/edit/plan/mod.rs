//! The fewest requests that turn one set of rules into another.
//!
//! What the requests cost and why no fewer will do: a rule that must go costs one `DELETE`, a new one
//! one `PUT`, and either can be had in no other way. A rule whose conditions or pattern change costs
//! one `PUT`, which can also move it; one whose actions alone change costs one request as well, and
//! is moved for free if that request is a `PUT` of the whole rule. So only rules that would need no
//! request otherwise cost something when they move, and of them as many as possible stay: a longest
//! increasing subsequence of their old positions. `enabled` costs one request wherever it changes,
//! since no other request changes it, except that a new rule is enabled (R14).
//!
//! Servers differ in where a `PUT` without `before` and `after` leaves an existing rule: the
//! specification moves only a created one to the top (R88), Synapse moves any. A plan is right for
//! both: each `PUT` names a neighbour unless the rule is to be the first. Synapse takes only ASCII in
//! `before` and `after` (1.163 answers 400), though keywords are often their rules' ids; of two
//! possible neighbours the one with an ASCII id is named. Where there is no choice, as with a new
//! rule below nothing but such rules, the plan follows the specification and Synapse refuses.
//!
//! Deletions come last, those of all kinds: a rule goes when what takes its place is there. Otherwise
//! a muted room that is to notify for mentions only would be loud between the two requests, or for
//! good if the second never arrives.

mod difference;
mod order;

use serde::Serialize;
use serde_json::Value;

use self::order::heaviest_increasing;
use super::{
    Change, Edit, Placement, Request,
    content::{matcher_name, read_actions},
    list::{id_of, is_protected},
};
use crate::{RuleKind, Ruleset, hash::Names};

/// What to do, in order, and what cannot be done.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Plan {
    /// The requests, to be sent one after another.
    pub requests: Vec<Request>,
    /// Every difference that is left when all requests are done.
    pub impossible: Vec<Impossible>,
}

/// A difference that no request can remove.
///
/// | code | what |
/// |---|---|
/// | `create_default_rule` | a wanted rule is the server's, and the server does not have it |
/// | `delete_default_rule` | a server-default rule is not wanted |
/// | `change_default_rule` | more of a server-default rule differs than actions and `enabled` (R91) |
/// | `move_rule` | the rule cannot be placed there: default rules are fixed, and below the user's (R7) |
/// | `refused_rule` | a server would refuse the rule (R11, R90), or to change it |
/// | `default_flag` | `default` differs on a user-defined rule: the server sets it |
/// | `unknown_field` | a field that the API does not know differs, in a rule or besides the lists |
/// | `duplicate_rule_id` | several rules have one id, which is a key for the API (R5) |
/// | `broken_rule` | an entry without a rule id, which no request can address |
/// | `invalid_list` | the list of a kind is not an array |
/// | `unknown_kind` | a list of rules of a kind that does not exist |
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Impossible {
    /// What it is about, stable across versions.
    pub code: &'static str,
    /// The kind whose list holds the rule, if it concerns one.
    pub kind: Option<RuleKind>,
    /// The rule's id, if it concerns a rule that has one.
    pub rule_id: Option<String>,
    /// One plain English sentence.
    pub message: String,
}

/// Finds the fewest requests that turn the rules `from` of an account into `to`.
///
/// Doing them with [`apply`](super::apply) gives `to`, in the shape of `from`. A missing list is an
/// empty one, missing `default`, `enabled` and `conditions` are `false`, `true` and `[]`, and where
/// `.m.rule.master` and broken entries stand counts for nothing, for it has no effect. Every other
/// difference that is left is in [`Plan::impossible`]. A kind whose list is broken in either set is
/// left alone.
///
/// ```
/// use matrix_push_rules::{Ruleset, edit::plan};
/// use serde_json::json;
///
/// let rule = |id: &str| json!({"rule_id": id, "pattern": id, "actions": ["notify"], "enabled": true, "default": false});
/// let from = Ruleset::from_value(json!({"content": [rule("a"), rule("b"), rule("c")]}))?;
/// let to = Ruleset::from_value(json!({"content": [rule("c"), rule("a"), rule("b")]}))?;
/// let plan = plan(&from, &to);
/// assert_eq!(plan.requests.len(), 1);
/// assert_eq!(plan.requests[0].path, "/_matrix/client/v3/pushrules/global/content/c?before=a");
/// assert!(plan.impossible.is_empty());
/// # Ok::<(), matrix_push_rules::PushRulesError>(())
/// ```
#[must_use]
pub fn plan(from: &Ruleset, to: &Ruleset) -> Plan {
    let mut plan = Plan::default();
    let mut deletions = Vec::new();
    for kind in RuleKind::ALL {
        match (list(from, kind), list(to, kind)) {
            (Ok(from), Ok(to)) if from == to => {}
            (Ok(from), Ok(to)) => {
                let (old, new) = (Index::of(from), Index::of(to));
                let mut planner = Planner { kind, list: from.to_vec(), requests: &mut plan.requests };
                planner.put(from, &old, &new);
                planner.requests = &mut deletions;
                planner.delete(&old, &new);
                difference::of_kind(kind, &planner.list, to, &mut plan.impossible);
            }
            (from, to) => difference::of_broken_lists(kind, from.err(), to.err(), &mut plan.impossible),
        }
    }
    plan.requests.append(&mut deletions);
    difference::of_the_rest(from, to, &mut plan.impossible);
    plan
}

/// The list of a kind, or what stands there instead.
fn list(rules: &Ruleset, kind: RuleKind) -> Result<&[Value], &Value> {
    match rules.lists().find(|(name, _)| *name == kind.as_str()) {
        None | Some((_, Value::Null)) => Ok(&[]),
        Some((_, Value::Array(list))) => Ok(list),
        Some((_, other)) => Err(other),
    }
}

/// The first rule of each id, as the API knows them.
struct Index<'a> {
    in_order: Vec<(&'a str, &'a Value)>,
    positions: Names,
}

impl<'a> Index<'a> {
    fn of(list: &'a [Value]) -> Self {
        let mut index = Self { in_order: Vec::new(), positions: Names::default() };
        for entry in list {
            if let Some(rule_id) = id_of(entry)
                && index.positions.get(rule_id).is_none()
            {
                index.positions.number(rule_id, index.in_order.len());
                index.in_order.push((rule_id, entry));
            }
        }
        index
    }

    /// The position among the rules, and the rule.
    fn get(&self, rule_id: &str) -> Option<(usize, &'a Value)> {
        let position = self.positions.get(rule_id)?;
        self.in_order.get(position).map(|&(_, rule)| (position, rule))
    }
}

/// Plans for one kind, on a list that is what the account's will be after the requests so far.
struct Planner<'p> {
    kind: RuleKind,
    list: Vec<Value>,
    requests: &'p mut Vec<Request>,
}

/// A user-defined rule that is wanted.
struct Item<'a> {
    rule_id: &'a str,
    /// Position and rule, if the account has it.
    old: Option<(usize, &'a Value)>,
    new: &'a Value,
    /// The `PUT` of the rule, if a server would take it.
    put: Option<Edit>,
    changed: Changed,
}

/// What of a rule changes, `enabled` apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Changed {
    Nothing,
    Actions,
    Matcher,
}

impl Planner<'_> {
    /// Everything but deletions.
    fn put(&mut self, from: &[Value], old: &Index<'_>, new: &Index<'_>) {
        let mut protected = Names::default();
        for rule_id in from.iter().filter(|entry| is_protected(entry)).filter_map(id_of) {
            protected.insert(rule_id);
        }

        for &(rule_id, new) in new.in_order.iter().filter(|(rule_id, _)| protected.get(rule_id).is_some()) {
            if let Some((_, old)) = old.get(rule_id) {
                self.set_actions(rule_id, old, new);
                self.set_enabled(rule_id, Some(old), new);
            }
        }

        let mut items = Vec::new();
        for &(rule_id, new) in new.in_order.iter().filter(|(rule_id, _)| protected.get(rule_id).is_none()) {
            let old = old.get(rule_id);
            let put = putting(self.kind, rule_id, new).ok();
            if old.is_some() || (put.is_some() && is_creatable(new)) {
                let changed = old.map_or(Changed::Matcher, |(_, old)| changed(self.kind, old, new));
                items.push(Item { rule_id, old, new, put, changed });
            }
        }
        self.place(&items);
    }

    /// Deletes what is not wanted. The server's own rules stay: deleting them fails.
    fn delete(&mut self, old: &Index<'_>, new: &Index<'_>) {
        for &(rule_id, _) in old.in_order.iter().filter(|(rule_id, _)| new.get(rule_id).is_none()) {
            self.edit(rule_id, Change::Delete);
        }
    }

    /// Creates, changes and moves rules so that they stand in the order of `items`.
    ///
    /// Works from the top. The rules done so far stand in their order, and above those that are to
    /// stay further down, so that a rule put next after the last one done is where it belongs.
    fn place(&mut self, items: &[Item<'_>]) {
        let stays = staying(items);
        // Of the rules that stay and can be named, those from here on down.
        let neighbours: Vec<&Item<'_>> = items
            .iter()
            .zip(&stays)
            .filter(|(item, stays)| **stays && is_addressable(item.rule_id))
            .map(|(item, _)| item)
            .collect();
        let mut below = neighbours.iter().peekable();
        let mut previous: Option<&str> = None;
        for (item, stays) in items.iter().zip(&stays) {
            below.next_if(|next| next.rule_id == item.rule_id);
            match &item.put {
                Some(put) if !stays => {
                    let placement = placement(item, previous, below.peek().copied().copied());
                    if let Change::Put(content, _) = &put.change {
                        self.edit(item.rule_id, Change::Put(content.clone(), placement));
                    }
                    previous = Some(item.rule_id);
                }
                _ => {
                    if let Some((_, old)) = item.old {
                        self.set_actions(item.rule_id, old, item.new);
                    }
                    // One that should move and cannot is no neighbour to go by.
                    if *stays && is_addressable(item.rule_id) {
                        previous = Some(item.rule_id);
                    }
                }
            }
            self.set_enabled(item.rule_id, item.old.map(|(_, old)| old), item.new);
        }
    }

    fn set_actions(&mut self, rule_id: &str, old: &Value, new: &Value) {
        if let Some(actions) = new.get("actions")
            && old.get("actions") != Some(actions)
            && let Ok(actions) = read_actions(actions, "actions")
        {
            self.edit(rule_id, Change::Actions(actions));
        }
    }

    fn set_enabled(&mut self, rule_id: &str, old: Option<&Value>, new: &Value) {
        let now = old.map_or(Some(true), enabled);
        if let Some(wanted) = enabled(new)
            && now != Some(wanted)
        {
            self.edit(rule_id, Change::Enabled(wanted));
        }
    }

    /// Does an edit and adds its request. One that fails or changes nothing is dropped: what it
    /// should have changed is then found to be still different and reported.
    fn edit(&mut self, rule_id: &str, change: Change) {
        let edit = Edit { kind: self.kind, rule_id: rule_id.to_owned(), change };
        let before = self.locate(rule_id);
        if is_addressable(rule_id) && edit.apply_to(&mut self.list).is_ok() && self.locate(rule_id) != before
        {
            self.requests.push(edit.to_request());
        }
    }

    /// Where a rule stands and what it says.
    fn locate(&self, rule_id: &str) -> Option<(usize, Value)> {
        let position = self.list.iter().position(|entry| id_of(entry) == Some(rule_id))?;
        self.list.get(position).map(|rule| (position, rule.clone()))
    }
}

/// Where to put a rule that goes below `previous` and above `next`, a rule that stays.
fn placement(item: &Item<'_>, previous: Option<&str>, next: Option<&Item<'_>>) -> Placement {
    match (previous, item.old, next) {
        // For Synapse's sake, see above.
        (Some(previous), _, Some(next)) if !previous.is_ascii() && next.rule_id.is_ascii() => {
            Placement::before(next.rule_id)
        }
        (Some(previous), _, _) => Placement::after(previous),
        // It is new and comes first, or it is first already.
        (None, None, _) | (None, Some(_), None) => Placement::default(),
        (None, Some((position, _)), Some(next)) => match next.old {
            Some((limit, _)) if position < limit => Placement::default(),
            _ => Placement::before(next.rule_id),
        },
    }
}

/// Whether a path can name a rule. Clients take `.` and `..` out of paths, encoded or not.
fn is_addressable(rule_id: &str) -> bool {
    !matches!(rule_id, "" | "." | "..")
}

/// The `PUT` that gives a rule its content, or why a server would not take it.
fn putting(kind: RuleKind, rule_id: &str, rule: &Value) -> Result<Edit, crate::PushRulesError> {
    let mut fields = rule.as_object().cloned().unwrap_or_default();
    // "A rule with no conditions always matches" (R9), but servers want to be told so (R90).
    if kind.has_conditions() {
        fields.entry("conditions").or_insert_with(|| Value::Array(Vec::new()));
    }
    Edit::put(kind, rule_id, &fields, Placement::default(), "rule.rule_id", "rule")
}

/// Whether a rule that is not there could be created as it is.
fn is_creatable(rule: &Value) -> bool {
    !is_protected(rule) && enabled(rule).is_some()
}

/// The value of `enabled`; none if it is not a boolean.
fn enabled(rule: &Value) -> Option<bool> {
    rule.get("enabled").map_or(Some(true), Value::as_bool)
}

fn changed(kind: RuleKind, old: &Value, new: &Value) -> Changed {
    let empty = Value::Array(Vec::new());
    let matcher = |rule: &'_ Value| -> Option<Value> {
        let name = matcher_name(kind)?;
        rule.get(name).cloned().or_else(|| kind.has_conditions().then(|| empty.clone()))
    };
    if matcher(old) != matcher(new) {
        Changed::Matcher
    } else if old.get("actions") != new.get("actions") {
        Changed::Actions
    } else {
        Changed::Nothing
    }
}

/// Which rules keep their place. Those that cannot be moved weigh most; then those that need no
/// request; then those whose request need not be a `PUT`.
fn staying(items: &[Item<'_>]) -> Vec<bool> {
    let candidates = items.iter().enumerate().filter_map(|(at, item)| {
        let (position, _) = item.old?;
        match (&item.put, item.changed) {
            (None, _) => Some((at, (position, [1, 0, 0]))),
            (Some(_), Changed::Nothing) => Some((at, (position, [0, 1, 0]))),
            (Some(_), Changed::Actions) => Some((at, (position, [0, 0, 1]))),
            (Some(_), Changed::Matcher) => None,
        }
    });
    let (indices, weighted): (Vec<usize>, Vec<_>) = candidates.unzip();
    let mut stays = vec![false; items.len()];
    for (at, selected) in indices.into_iter().zip(heaviest_increasing(&weighted)) {
        if let Some(stays) = stays.get_mut(at) {
            *stays = selected;
        }
    }
    stays
}
