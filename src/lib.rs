//! Evaluate and explain Matrix push rules.

#![cfg_attr(
    not(feature = "full"),
    allow(
        dead_code,
        unused_imports,
        reason = "what only the feature `full` needs is left out by the linker"
    )
)]

mod action;
mod compile;
mod condition;
mod context;
#[cfg(feature = "full")]
pub mod counts;
mod defaults;
mod diagnostic;
mod dialect;
#[cfg(feature = "full")]
pub mod edit;
mod error;
mod evaluate;
mod explain;
mod fields;
mod hash;
mod javascript;
mod json;
mod kind;
#[cfg(feature = "full")]
mod lint;
mod options;
mod power_levels;
mod properties;
mod ruleset;
#[cfg(feature = "full")]
pub mod settings;
#[cfg(not(target_arch = "wasm32"))]
mod surrogates;
#[cfg(test)]
mod testing;
mod text;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use self::{
    action::{Evaluation, MatchedRule},
    compile::CompiledRuleset,
    context::Context,
    defaults::{DefaultRulesOptions, OptInSet, SpecVersion, default_rules},
    diagnostic::{Diagnostic, Severity},
    dialect::{Dialect, Options},
    error::{ErrorCode, PushRulesError},
    evaluate::{Evaluator, PreparedEvent, evaluate},
    explain::{
        ExplainedCondition, ExplainedRule, Explanation, Offsets, Outcome, Reason, RuleStatus, Span, explain,
    },
    kind::RuleKind,
    properties::Event,
    ruleset::{Rule, Ruleset},
    text::UNICODE_VERSION,
};
#[cfg(feature = "full")]
pub use self::{
    dialect::{
        DialectComparison, DialectGroup, Difference, Parting, PerDialect, compare_dialects,
        compare_dialects_in,
    },
    lint::{Implementation, LINTS, Lint, LintOptions, lint},
};
