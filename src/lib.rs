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
        Dialect, DialectAnswer, DialectComparison, DialectDifference, DialectGroup, Options, compare_dialects,
    },
    error::{ErrorCode, PushRulesError},
    evaluate::{Evaluator, PreparedEvent, evaluate},
    kind::RuleKind,
    lint::{Implementation, LINTS, Lint, LintOptions, lint},
    properties::Event,
    ruleset::{Rule, Ruleset},
    text::UNICODE_VERSION,
};
