//! The predefined rules, held against the specification's JSON and against what Synapse serves.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use matrix_push_rules::{
    DefaultRulesOptions, ErrorCode, OptInSet, RuleKind, Ruleset, SpecVersion, default_rules,
};
use serde_json::{Value, json};

const USER: &str = "@bob:localhost";

fn data(name: &str) -> Value {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let text = text
        .replace("[the user's Matrix ID]", USER)
        .replace("[the local part of the user's Matrix ID]", "bob");
    serde_json::from_str(&text).unwrap()
}

fn defaults(version: SpecVersion, sets: &[OptInSet]) -> Ruleset {
    default_rules(USER, &DefaultRulesOptions { version, sets: sets.to_vec() }).unwrap()
}

fn ids(rules: &Ruleset, kind: RuleKind) -> Vec<&str> {
    rules.rules(kind).filter_map(|rule| rule.rule_id()).collect()
}

/// R54–R57, R65, R66: rules, order of rules and order of fields are those of the specification.
#[test]
fn r53_to_r66_the_specification() {
    for (version, file) in
        [(SpecVersion::V1_19, "default_rules_v1.19.json"), (SpecVersion::V1_16, "default_rules_v1.16.json")]
    {
        let (ours, theirs) = (defaults(version, &[]).into_value(), data(file));
        for kind in ["override", "content", "room", "sender", "underride"] {
            let wanted = theirs.get(kind).cloned().unwrap_or_else(|| json!([]));
            assert_eq!(ours[kind].to_string(), wanted.to_string(), "{file} {kind}");
        }
        let kinds: Vec<_> = ours.as_object().unwrap().keys().collect();
        assert_eq!(kinds, ["override", "content", "room", "sender", "underride"]);
    }
}

/// R63: the same rules in the same order as a real Synapse.
#[test]
fn r63_synapse_has_the_same_rules() {
    let ours = defaults(SpecVersion::V1_16, &[OptInSet::Jitsi]);
    let theirs = Ruleset::from_value(data("synapse_pushrules.json")).unwrap();
    for kind in RuleKind::ALL {
        assert_eq!(ids(&ours, kind), ids(&theirs, kind), "{kind}");
    }
    let jitsi = |rules: &Ruleset| {
        rules.rule(RuleKind::Underride, ".im.vector.jitsi").map(|rule| rule.as_value().clone())
    };
    assert!(jitsi(&theirs).is_some());
    assert_eq!(jitsi(&ours), jitsi(&theirs));
}

#[test]
fn opt_in_sets_stand_in_their_places() {
    let all = defaults(SpecVersion::V1_19, &OptInSet::ALL);
    let overrides = ids(&all, RuleKind::Override);
    let after = |id: &str| overrides[overrides.iter().position(|&other| other == id).unwrap() + 1];
    assert_eq!(after(".m.rule.master"), ".org.matrix.msc4028.encrypted_event");
    assert_eq!(after(".m.rule.room.server_acl"), ".org.matrix.msc3930.rule.poll_response");
    assert_eq!(
        ids(&all, RuleKind::Postcontent),
        [".io.element.msc4306.rule.unsubscribed_thread", ".io.element.msc4306.rule.subscribed_thread"]
    );
    assert_eq!(
        ids(&all, RuleKind::Underride)[5..],
        [
            ".org.matrix.msc3930.rule.poll_start_one_to_one",
            ".org.matrix.msc3930.rule.poll_start",
            ".org.matrix.msc3930.rule.poll_end_one_to_one",
            ".org.matrix.msc3930.rule.poll_end",
            ".im.vector.jitsi"
        ]
    );
    let kinds: Vec<_> = all.as_value().as_object().unwrap().keys().collect();
    assert_eq!(kinds, ["override", "content", "postcontent", "room", "sender", "underride"]);
}

/// Every rule is one that the crate itself understands, and nothing of the table shows.
#[test]
fn all_sets_are_free_of_diagnostics_and_placeholders() {
    for version in SpecVersion::ALL {
        for sets in [&[][..], &OptInSet::ALL] {
            let rules = defaults(version, sets);
            assert_eq!(rules.diagnostics(), []);
            let text = rules.as_value().to_string();
            assert!(
                !text.contains("\"set\"") && !text.contains("{user_id}") && !text.contains("{localpart}")
            );
        }
    }
}

#[test]
fn the_user_id_must_be_a_matrix_id() {
    for user_id in ["", "bob", "@bob", "bob:localhost", "@:localhost", "@bob:", "!room:localhost"] {
        let error = default_rules(user_id, &DefaultRulesOptions::default()).unwrap_err();
        assert_eq!((error.code, error.path.as_str()), (ErrorCode::InvalidArgument, "user_id"), "{user_id}");
    }
    let rules = default_rules(
        "@a/b:[::1]:8448",
        &DefaultRulesOptions { version: SpecVersion::V1_16, ..DefaultRulesOptions::default() },
    )
    .unwrap();
    let keyword = rules.rule(RuleKind::Content, ".m.rule.contains_user_name").unwrap();
    assert_eq!(keyword.pattern(), Some("a/b"));
}

#[test]
fn options_from_json() {
    let read = |value: Value| DefaultRulesOptions::from_value(&value);
    assert_eq!(read(json!(null)), Ok(DefaultRulesOptions::default()));
    assert_eq!(read(json!({"version": null, "sets": null})), Ok(DefaultRulesOptions::default()));
    assert_eq!(
        read(json!({"version": "v1.16", "sets": ["polls", "encrypted_events", "threads", "jitsi"]})),
        Ok(DefaultRulesOptions { version: SpecVersion::V1_16, sets: OptInSet::ALL.to_vec() })
    );
    for (value, path) in [
        (json!("v1.16"), "options"),
        (json!({"version": "1.16"}), "options.version"),
        (json!({"version": 1.16}), "options.version"),
        (json!({"sets": "polls"}), "options.sets"),
        (json!({"sets": ["polls", "poll"]}), "options.sets.1"),
        (json!({"sets": [true]}), "options.sets.0"),
    ] {
        let error = read(value.clone()).unwrap_err();
        assert_eq!((error.code, error.path.as_str()), (ErrorCode::InvalidOption, path), "{value}");
    }
}
