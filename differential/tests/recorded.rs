//! What Synapse and matrix-js-sdk answered when their answers were recorded.

use std::path::Path;

use differential::{Peer, compare::engine, divergences, model, recorded};
use matrix_push_rules::Dialect;

#[test]
fn synapse() {
    check(Peer::Synapse);
}

#[test]
fn js_sdk() {
    check(Peer::JsSdk);
}

/// The model of the peer and the engine's dialect reproduce all of it, and each difference from the specification is known.
fn check(peer: Peer) {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let cases = recorded::read(peer, root).unwrap();
    assert!(cases.len() > 1000, "only {} answers", cases.len());
    let traits = peer.traits();
    for (case, answer) in &cases {
        let modelled = model::answer(&traits, case);
        assert!(modelled.agrees(answer), "{case:?}\n{modelled:?}\n{answer:?}");
        let reproduced = engine(case, peer.dialect());
        assert!(reproduced.agrees(answer), "{case:?}\n{reproduced:?}\n{answer:?}");
        let engine = engine(case, Dialect::Spec);
        assert!(
            engine.agrees(answer) || divergences::explain(&traits, case, answer).is_some(),
            "{case:?}\n{engine:?}\n{answer:?}"
        );
    }
}
