//! ruma runs in this process, so it is compared with every time.

use std::path::Path;

use differential::{Peer, compare};

#[test]
fn generated() {
    let report = compare::compare(Peer::Ruma, root(), 4000, 20_261_122).unwrap();
    assert!(report.failures.is_empty(), "{report}");
    // A comparison that meets nothing shows nothing.
    assert!(report.matched > 1000 && report.rejected > 100 && report.skipped == 0, "{report}");
    for divergence in
        ["A4 wildcard_runs", "A9 room_rules", "A20 sender_rules", "A25 invalid", "A8 empty_pattern"]
    {
        assert!(report.explained.contains_key(divergence), "{divergence} was not met\n{report}");
    }
}

#[test]
fn observed() {
    let observed = compare::observed(Peer::Ruma, root()).unwrap();
    assert_eq!(observed.count, 289);
    assert_eq!(observed.failures, Vec::<String>::new());
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
