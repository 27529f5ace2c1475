//! Evaluate and explain Matrix push rules.

mod action;
mod compile;
mod condition;
mod context;
pub mod counts;
mod defaults;
mod diagnostic;
mod dialect;
pub mod edit;
mod error;
mod evaluate;
mod explain;
mod fields;
mod hash;
mod javascript;
mod kind;
mod lint;
mod options;
mod power_levels;
mod properties;
mod ruleset;
pub mod settings;
mod surrogates;
mod text;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use self::{
    action::{Evaluation, MatchedRule},
    compile::CompiledRuleset,
    context::Context,
    defaults::{DefaultRulesOptions, OptInSet, SpecVersion, default_rules},
    diagnostic::{Diagnostic, Severity},
    dialect::{
        Dialect, DialectComparison, DialectGroup, Difference, Options, Parting, PerDialect, compare_dialects,
        compare_dialects_in,
    },
    error::{ErrorCode, PushRulesError},
    evaluate::{Evaluator, PreparedEvent, evaluate},
    explain::{
        ExplainedCondition, ExplainedRule, Explanation, Offsets, Outcome, Reason, RuleStatus, Span, explain,
    },
    kind::RuleKind,
    lint::{Implementation, LINTS, Lint, LintOptions, lint},
    properties::Event,
    ruleset::{Rule, Ruleset},
    text::UNICODE_VERSION,
};
