//! Evaluate and explain Matrix push rules.

mod action;
mod condition;
mod context;
mod defaults;
mod diagnostic;
mod dialect;
mod error;
mod kind;
mod power_levels;
mod ruleset;

pub use self::{
    action::{Evaluation, MatchedRule},
    context::Context,
    defaults::{DefaultRulesOptions, OptInSet, SpecVersion, default_rules},
    diagnostic::{Diagnostic, Severity},
    dialect::{Dialect, Options},
    error::{ErrorCode, PushRulesError},
    kind::RuleKind,
    ruleset::{Rule, Ruleset},
};
