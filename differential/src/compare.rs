//! Comparing answers, and saying what differs.

use std::{collections::BTreeMap, fmt, path::Path};

use matrix_push_rules::{Context, Dialect, MatchedRule, Options, Ruleset};
use serde_json::{Value, json};

use crate::{
    Peer,
    answer::{Answer, Outcome},
    divergences,
    generate::{Case, Generator},
    model::{self, Traits},
    peers,
};

/// How many examples of a difference are kept.
const EXAMPLES: usize = 3;

/// What a comparison found.
#[derive(Debug, Default)]
pub struct Report {
    /// How many cases were compared.
    pub cases: usize,
    /// How many of them the peer cannot be asked.
    pub skipped: usize,
    /// How often a rule matched, and how often the set or event was refused, according to the peer.
    pub matched: usize,
    /// How often the peer refused.
    pub rejected: usize,
    /// Known differences between the specification and the peer, and how often they were met.
    pub explained: BTreeMap<String, usize>,
    /// Everything else: what differs, how often, and examples.
    pub failures: BTreeMap<String, (usize, Vec<Value>)>,
}

impl Report {
    fn fail(&mut self, what: &str, case: &Case, one: &Answer, other: &Answer) {
        let (count, examples) = self.failures.entry(what.to_owned()).or_default();
        *count += 1;
        examples.push(json!({
            "rules": case.rules, "event": case.event, "context": case.context,
            "answers": [one.to_json(), other.to_json()],
        }));
        // The smallest ones are the easiest to understand.
        examples.sort_by_cached_key(|example| example.to_string().len());
        examples.truncate(EXAMPLES);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cases, skipped, matched, rejected, .. } = self;
        writeln!(
            f,
            "{cases} cases: a rule matched in {matched}, {rejected} were refused, {skipped} skipped"
        )?;
        let different: usize = self.explained.values().sum();
        writeln!(f, "{different} known differences from the specification:")?;
        let mut explained: Vec<_> = self.explained.iter().collect();
        explained.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (name, count) in explained {
            writeln!(f, "{count:>8}  {name}")?;
        }
        let failed: usize = self.failures.values().map(|(count, _)| count).sum();
        writeln!(f, "{failed} unexplained differences")?;
        for (what, (count, examples)) in &self.failures {
            writeln!(f, "{count:>8}  {what}")?;
            for example in examples {
                writeln!(f, "          {example}")?;
            }
        }
        Ok(())
    }
}

/// Generates cases and compares all answers about them: the engine's with the model's, the model's
/// and the dialect's with the peer's, and the specification's with the peer's.
///
/// # Errors
/// When the peer cannot be asked.
pub fn compare(peer: Peer, root: &Path, cases: usize, seed: u64) -> Result<Report, String> {
    let mut report = Report::default();
    let mut generator = Generator::new(peer, seed);
    let mut left = cases;
    while left > 0 {
        let batch: Vec<Case> = generator.by_ref().take(left.min(20_000)).collect();
        left -= batch.len();
        let answers = ask(peer, root, &batch)?;
        for (case, answer) in batch.iter().zip(&answers) {
            judge(peer, case, answer, &mut report);
        }
    }
    Ok(report)
}

/// What the peer answers.
///
/// # Errors
/// When the peer cannot be asked.
pub fn ask(peer: Peer, root: &Path, cases: &[Case]) -> Result<Vec<Answer>, String> {
    match peer {
        Peer::Ruma => Ok(cases.iter().map(peers::ruma::answer).collect()),
        Peer::JsSdk | Peer::Synapse => peers::process::answers(peer, root, cases),
    }
}

fn judge(peer: Peer, case: &Case, answer: &Answer, report: &mut Report) {
    report.cases += 1;
    match answer {
        Answer::Skipped(_) => {
            report.skipped += 1;
            return;
        }
        Answer::Rejected(_) => report.rejected += 1,
        Answer::Evaluated(outcome) => report.matched += usize::from(outcome.rule.is_some()),
    }
    let traits = peer.traits();
    let modelled = model::answer(&traits, case);
    if !modelled.agrees(answer) {
        report.fail(&format!("the model of {peer} and {peer}"), case, &modelled, answer);
    }
    let reproduced = engine(case, peer.dialect());
    if !reproduced.agrees(answer) {
        report.fail(&format!("the dialect {peer} and {peer}"), case, &reproduced, answer);
    }
    let engine = engine(case, Dialect::Spec);
    let spec = model::answer(&Traits::default(), case);
    if !spec.agrees(&engine) {
        report.fail("the model of the specification and the engine", case, &spec, &engine);
    }
    if !engine.agrees(answer) {
        match divergences::explain(&traits, case, answer) {
            Some(found) => {
                let names: Vec<String> = found
                    .iter()
                    .map(|divergence| format!("{} {}", divergence.statement, divergence.name))
                    .collect();
                *report.explained.entry(names.join(" + ")).or_default() += 1;
            }
            None => report.fail(&format!("the specification and {peer}"), case, &engine, answer),
        }
    }
}

/// Answers that were observed before, and whether they are reproduced.
#[derive(Debug, Default)]
pub struct Observed {
    /// How many there are.
    pub count: usize,
    /// What is different now.
    pub failures: Vec<String>,
}

/// Asks the peer, and its model, about the single conditions of `tests/cases/observed.json`.
///
/// # Errors
/// When the file cannot be read or the peer cannot be asked.
pub fn observed(peer: Peer, root: &Path) -> Result<Observed, String> {
    let path = root.join("tests/cases/observed.json");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let document: Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let list = document["cases"].as_array().map_or(&[][..], Vec::as_slice);
    let cases: Vec<Case> = list
        .iter()
        .map(|case| {
            let mut context = case["context"].clone();
            if context.get("member_count").is_none() {
                context["member_count"] = json!(1);
            }
            let rule = json!({
                "rule_id": "observed", "default": false, "enabled": true,
                "conditions": [case["condition"]], "actions": ["notify"],
            });
            Case { rules: json!({ "override": [rule] }), event: case["event"].clone(), context }
        })
        .collect();
    let mut observed = Observed { count: list.len(), ..Observed::default() };
    for ((case, question), answer) in list.iter().zip(&cases).zip(ask(peer, root, &cases)?) {
        // An integer beyond 64 bits was observed to silence Synapse. serde_json reads it as a float,
        // so it does not get there as what it was.
        if peer == Peer::Synapse && case["name"] == "contains:mixed-bigint" {
            continue;
        }
        // An error is as good as no match: nobody is notified.
        let expected = case["observed"][peer.to_string()] == true;
        for (who, answer) in [("it", &answer), ("its model", &model::answer(&peer.traits(), question))] {
            let matched = matches!(answer, Answer::Evaluated(outcome) if outcome.rule.is_some());
            if matched != expected {
                observed.failures.push(format!("{}: {who} says {}", case["name"], answer.to_json()));
            }
        }
    }
    Ok(observed)
}

/// What the engine answers in a dialect.
#[must_use]
pub fn engine(case: &Case, dialect: Dialect) -> Answer {
    let rules = match Ruleset::from_value(case.rules.clone()) {
        Ok(rules) => rules,
        Err(error) => return Answer::Rejected(error.to_string()),
    };
    let context = match Context::from_value(&case.context) {
        Ok(context) => context,
        Err(error) => return Answer::Rejected(error.to_string()),
    };
    let compiled = rules.compile(&Options::from(dialect));
    let mut evaluator = compiled.evaluator();
    let result = evaluator.evaluate(&case.event, &context).cloned();
    if let Some(reason) = evaluator.rejection() {
        return Answer::Rejected(reason.to_owned());
    }
    match result {
        Err(error) => Answer::Rejected(error.to_string()),
        Ok(evaluation) => Answer::Evaluated(Outcome {
            rule: evaluation.rule.map(|rule| (rule.kind.to_string(), text_id(case, &rule))),
            notify: evaluation.notify,
            highlight: evaluation.highlight,
            sound: evaluation.sound,
            tweaks: evaluation.tweaks,
        }),
    }
}

/// The id of a rule, if it is a text. What js-sdk makes of other ids has no name.
fn text_id(case: &Case, rule: &MatchedRule) -> String {
    let list = case.rules[rule.kind.as_str()].as_array();
    let is_there =
        list.is_some_and(|list| list.iter().any(|other| other["rule_id"] == rule.rule_id.as_str()));
    if is_there { rule.rule_id.clone() } else { String::new() }
}
