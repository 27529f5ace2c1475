//! What is still different when all requests are done, and why.

use serde_json::{Map, Value};

use super::{Impossible, Index, enabled, is_addressable, order::heaviest_increasing, putting};
use crate::{
    RuleKind, Ruleset,
    edit::{
        content::{matcher_name, read_actions},
        list::{id_of, is_protected},
    },
    hash::Names,
    ruleset::{MASTER, type_name},
};

/// Compares the list of a kind after all requests with the one that was wanted.
pub(super) fn of_kind(kind: RuleKind, result: &[Value], wanted: &[Value], found: &mut Vec<Impossible>) {
    let mut report = Report { kind, found };
    report.broken(result, wanted);
    if rules(kind, result).eq(rules(kind, wanted)) {
        return;
    }
    report.duplicates(result, wanted);
    let (result, wanted) = (Index::of(result), Index::of(wanted));
    for &(rule_id, rule) in &wanted.in_order {
        match result.get(rule_id) {
            Some((_, left)) => report.fields(rule_id, left, rule),
            None => report.missing(rule_id, rule),
        }
    }
    for &(rule_id, left) in result.in_order.iter().filter(|(id, _)| wanted.get(id).is_none()) {
        report.left(rule_id, left);
    }
    report.order(&result, &wanted);
}

/// A kind whose list is not an array in at least one of the sets.
pub(super) fn of_broken_lists(
    kind: RuleKind,
    from: Option<&Value>,
    to: Option<&Value>,
    found: &mut Vec<Impossible>,
) {
    if from == to {
        return;
    }
    let name = type_name(from.or(to).unwrap_or(&Value::Null));
    let message = format!("`{kind}` is {name}, not an array of rules; the kind is left alone");
    found.push(Impossible { code: "invalid_list", kind: Some(kind), rule_id: None, message });
}

/// What stands besides the lists of the kinds.
pub(super) fn of_the_rest(from: &Ruleset, to: &Ruleset, found: &mut Vec<Impossible>) {
    let others = |rules: &'_ Ruleset| -> Map<String, Value> {
        let lists = rules.lists().filter(|(name, _)| name.parse::<RuleKind>().is_err());
        lists.map(|(name, value)| (name.to_owned(), value.clone())).collect()
    };
    let (from, to) = (others(from), others(to));
    for name in from.keys().chain(to.keys().filter(|name| !from.contains_key(*name))) {
        let (old, new) = (from.get(name), to.get(name));
        if old == new {
            continue;
        }
        let (code, message) = if new.or(old).is_some_and(Value::is_array) {
            ("unknown_kind", format!("`{name}` is not a kind of push rules"))
        } else {
            ("unknown_field", format!("no request changes `{name}`, which is not a kind of push rules"))
        };
        found.push(Impossible { code, kind: None, rule_id: None, message });
    }
}

/// The rules of a list with everything said that may be left out, `.m.rule.master` first.
fn rules(kind: RuleKind, list: &[Value]) -> impl Iterator<Item = Map<String, Value>> {
    let is_master = move |entry: &&Value| kind == RuleKind::Override && id_of(entry) == Some(MASTER);
    let all = move || list.iter().filter(|entry| id_of(entry).is_some());
    all().filter(is_master).chain(all().filter(move |e| !is_master(e))).map(move |rule| normal(kind, rule))
}

/// A rule with everything said that may be left out.
fn normal(kind: RuleKind, rule: &Value) -> Map<String, Value> {
    let mut fields = rule.as_object().cloned().unwrap_or_default();
    fields.entry("default").or_insert(Value::Bool(false));
    fields.entry("enabled").or_insert(Value::Bool(true));
    if kind.has_conditions() {
        fields.entry("conditions").or_insert_with(|| Value::Array(Vec::new()));
    }
    fields
}

struct Report<'r> {
    kind: RuleKind,
    found: &'r mut Vec<Impossible>,
}

impl Report<'_> {
    fn push(&mut self, code: &'static str, rule_id: Option<&str>, message: String) {
        let (kind, rule_id) = (Some(self.kind), rule_id.map(str::to_owned));
        self.found.push(Impossible { code, kind, rule_id, message });
    }

    fn broken(&mut self, result: &[Value], wanted: &[Value]) {
        let kind = self.kind;
        let broken = |list: &[Value]| -> Vec<Value> {
            list.iter().filter(|entry| id_of(entry).is_none()).cloned().collect()
        };
        let mut left = broken(result);
        for entry in broken(wanted) {
            match left.iter().position(|other| *other == entry) {
                Some(at) => drop(left.swap_remove(at)),
                None => {
                    let message = format!("a {kind} entry without a rule id cannot be created");
                    self.push("broken_rule", None, message);
                }
            }
        }
        for _ in left {
            self.push("broken_rule", None, format!("a {kind} entry without a rule id cannot be removed"));
        }
    }

    fn duplicates(&mut self, result: &[Value], wanted: &[Value]) {
        let mut reported = Names::default();
        for list in [wanted, result] {
            let mut seen = Names::default();
            for rule_id in list.iter().filter_map(id_of) {
                if !seen.insert(rule_id) && reported.insert(rule_id) {
                    let message = format!(
                        "several {} rules have the id `{rule_id}`; the API knows one, the first",
                        self.kind
                    );
                    self.push("duplicate_rule_id", Some(rule_id), message);
                }
            }
        }
    }

    fn missing(&mut self, rule_id: &str, rule: &Value) {
        let kind = self.kind;
        if is_protected(rule) {
            let message = format!("the {kind} rule `{rule_id}` is the server's, and it does not have it");
            self.push("create_default_rule", Some(rule_id), message);
        } else {
            let reason = self.refusal(rule_id, rule);
            let message = format!("the {kind} rule `{rule_id}` cannot be created: {reason}");
            self.push("refused_rule", Some(rule_id), message);
        }
    }

    fn left(&mut self, rule_id: &str, rule: &Value) {
        let kind = self.kind;
        let (code, message) = if is_protected(rule) {
            (
                "delete_default_rule",
                format!("the {kind} rule `{rule_id}` is the server's; it can be disabled"),
            )
        } else {
            ("refused_rule", format!("the {kind} rule `{rule_id}` cannot be deleted"))
        };
        self.push(code, Some(rule_id), message);
    }

    fn fields(&mut self, rule_id: &str, left: &Value, rule: &Value) {
        let kind = self.kind;
        let (result, wanted) = (normal(kind, left), normal(kind, rule));
        let names = result.keys().chain(wanted.keys().filter(|name| !result.contains_key(*name)));
        let mut by_code: Vec<(&'static str, String)> = Vec::new();
        for name in names.filter(|name| result.get(*name) != wanted.get(*name)) {
            let code = match name.as_str() {
                "actions" | "enabled" => "refused_rule",
                _ if is_protected(left) => "change_default_rule",
                name if Some(name) == matcher_name(kind) => "refused_rule",
                "default" => "default_flag",
                _ => "unknown_field",
            };
            match by_code.iter_mut().find(|(known, _)| *known == code) {
                Some((_, names)) => names.push_str(&format!(", `{name}`")),
                None => by_code.push((code, format!("`{name}`"))),
            }
        }
        for (code, names) in by_code {
            let reason = match code {
                "change_default_rule" => "it is the server's".to_owned(),
                "default_flag" => "the server sets it".to_owned(),
                "unknown_field" => "the API does not know it".to_owned(),
                _ => self.refusal(rule_id, rule),
            };
            let message = format!("{names} of the {kind} rule `{rule_id}` cannot be changed: {reason}");
            self.push(code, Some(rule_id), message);
        }
    }

    /// Of the rules that are in both, reports the fewest that stand in the wrong place, and those of
    /// the user rather than the server's.
    fn order(&mut self, result: &Index<'_>, wanted: &Index<'_>) {
        let kind = self.kind;
        let common: Vec<_> = wanted
            .in_order
            .iter()
            .filter(|(rule_id, _)| !(kind == RuleKind::Override && *rule_id == MASTER))
            .filter_map(|&(rule_id, _)| {
                result.get(rule_id).map(|(at, left)| (rule_id, at, is_protected(left)))
            })
            .collect();
        let weighted: Vec<_> =
            common.iter().map(|&(_, at, fixed)| (at, if fixed { [1, 0, 0] } else { [0, 1, 0] })).collect();
        let right = heaviest_increasing(&weighted);
        for ((rule_id, _, fixed), _) in common.iter().zip(right).filter(|(_, right)| !right) {
            let reason = match wanted.get(rule_id) {
                _ if *fixed => "the order of the server's rules is fixed".to_owned(),
                Some((_, rule)) if putting(kind, rule_id, rule).is_err() => self.refusal(rule_id, rule),
                _ => "user-defined rules stand above those of the server".to_owned(),
            };
            let message = format!("the {kind} rule `{rule_id}` cannot be moved: {reason}");
            self.push("move_rule", Some(rule_id), message);
        }
    }

    /// Why a server would not take a rule.
    fn refusal(&self, rule_id: &str, rule: &Value) -> String {
        if !is_addressable(rule_id) {
            return format!("no path can name the rule id `{rule_id}`");
        }
        if enabled(rule).is_none() {
            return format!(
                "`enabled` is {}, not a boolean",
                rule.get("enabled").map_or("missing", type_name)
            );
        }
        match rule.get("actions").map(|actions| read_actions(actions, "actions")) {
            None => return "it has no `actions`".to_owned(),
            Some(Err(error)) => return error.message,
            Some(Ok(_)) => {}
        }
        match putting(self.kind, rule_id, rule) {
            Err(error) => error.message,
            Ok(_) => "a server would not take it".to_owned(),
        }
    }
}
