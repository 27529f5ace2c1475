//! An explanation as a page of text: the verdict, the rule that decided, and the rules that came close.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use matrix_push_rules::{ExplainedRule, Explanation, Outcome, RuleStatus};
use serde_json::Value;

use super::super::terminal::harmless;

const STRONG: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const QUIET: Style = AnsiColor::BrightBlack.on_default();
const MARKED: Style = AnsiColor::Yellow.on_default().bold();

/// Writes an explanation. Without `all`, rules that say nothing about this event are counted, not shown.
pub(super) fn write(
    output: &mut impl Write,
    explanation: &Explanation,
    event: &Value,
    all: bool,
) -> io::Result<()> {
    writeln!(output, "{}", verdict(explanation))?;
    let body = event.pointer("/content/body").and_then(Value::as_str);
    let mut left_out = 0;
    for rule in &explanation.rules {
        if all || is_telling(rule) {
            writeln!(output)?;
            write_rule(output, rule, body)?;
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        writeln!(
            output,
            "\n{QUIET}{left_out} other rules say nothing about this event; `--all` shows them{QUIET:#}"
        )?;
    }
    Ok(())
}

fn verdict(explanation: &Explanation) -> String {
    let evaluation = &explanation.evaluation;
    let verdict = if evaluation.notify {
        let sound = evaluation
            .sound
            .as_ref()
            .map_or(" without a sound".to_owned(), |name| format!(" with the sound `{}`", harmless(name)));
        let highlight = if evaluation.highlight { ", highlighted" } else { "" };
        format!("{GOOD}notifies{GOOD:#}{sound}{highlight}")
    } else {
        format!("{STRONG}does not notify{STRONG:#}")
    };
    let because = match (explanation.outcome, &evaluation.rule, &explanation.rejection) {
        (_, Some(rule), _) => format!("the {} rule `{}` decides", rule.kind, harmless(&rule.rule_id)),
        (Outcome::OwnEvent, ..) => "the owner of the rules sent it".to_owned(),
        (_, _, Some(rejection)) => harmless(&rejection.message).into_owned(),
        _ => "no rule matches".to_owned(),
    };
    format!("{verdict}: {because}")
}

/// The rules worth a look: the one that decided, those that would have, those that are broken, and near misses. The
/// master switch matches everything, so it is news only when it decides.
fn is_telling(rule: &ExplainedRule) -> bool {
    match rule.status {
        RuleStatus::Matched | RuleStatus::Invalid => true,
        RuleStatus::NotMatched => {
            rule.conditions.iter().any(|condition| condition.matched || condition.near_miss)
        }
        _ => rule.would_match && rule.rule_id.as_deref() != Some(".m.rule.master"),
    }
}

fn write_rule(output: &mut impl Write, rule: &ExplainedRule, body: Option<&str>) -> io::Result<()> {
    let (sign, style) = match rule.status {
        RuleStatus::Matched => ('✓', GOOD),
        RuleStatus::Invalid => ('!', MARKED),
        _ if rule.would_match => ('○', STRONG),
        _ => ('✗', QUIET),
    };
    let rule_id = harmless(rule.rule_id.as_deref().unwrap_or("(no rule_id)"));
    let reason = harmless(&rule.reason.message);
    writeln!(output, "{style}{sign} {} {rule_id}{style:#}: {reason}", rule.kind)?;
    // The reason of a rule with one condition is that of the condition.
    let only_one = rule.conditions.len() == 1;
    for condition in &rule.conditions {
        if !only_one {
            let (sign, style) = if condition.matched { ('✓', GOOD) } else { ('✗', QUIET) };
            writeln!(output, "    {style}{sign}{style:#} {}", harmless(&condition.reason.message))?;
        }
        if let (Some(body), false) = (body, condition.spans.is_empty()) {
            let spans = condition.spans.iter().map(|span| (span.start, span.end));
            writeln!(output, "      {}", marked(body, spans))?;
        }
    }
    Ok(())
}

/// The body around its first span, with the spans marked.
fn marked(body: &str, spans: impl Iterator<Item = (usize, usize)>) -> String {
    let mut text = String::new();
    let mut written = None;
    for (start, end) in spans {
        let begin = written.unwrap_or_else(|| {
            let begin = nearby(body, start, |at| at.saturating_sub(AROUND));
            text += if begin > 0 { "…" } else { "" };
            begin
        });
        let (Some(before), Some(inside)) = (body.get(begin..start), body.get(start..end)) else { continue };
        if before.len() > 2 * AROUND && written.is_some() {
            break;
        }
        text += &format!("{}{MARKED}{}{MARKED:#}", harmless(before), harmless(inside));
        written = Some(end);
    }
    let written = written.unwrap_or_default();
    let end = nearby(body, written, |at| body.len().min(at + AROUND));
    text += &harmless(body.get(written..end).unwrap_or_default());
    text + if end < body.len() { "…" } else { "" }
}

/// How many bytes of the body are shown before and after what matches.
const AROUND: usize = 60;

/// A position some way off, moved down to where a character begins.
fn nearby(body: &str, from: usize, away: impl Fn(usize) -> usize) -> usize {
    body.floor_char_boundary(away(from))
}
