//! TEMPORARY: until the engine is there.
use serde_json::{Value, json};

/// stub
pub struct Rules(Value);

impl Rules {
    /// stub
    pub fn new(rules: &str, _options: &str) -> Result<Self, String> {
        serde_json::from_str(rules).map(Self).map_err(|e| e.to_string())
    }
    /// stub
    pub fn text(&self) -> String {
        self.0.to_string()
    }
    /// stub
    pub fn evaluate(&self, event: &str, context: &str) -> Result<String, String> {
        let event: Value = serde_json::from_str(event).map_err(|e| e.to_string())?;
        let context: Value = serde_json::from_str(context).map_err(|e| e.to_string())?;
        let kind = event.get("type").and_then(Value::as_str).unwrap_or_default();
        Ok(if kind == "m.room.message" && context["member_count"] == 2 {
json!({"notify": true, "highlight": false, "sound": "default", "tweaks": {}, "actions": ["notify"], "rule": {"kind": "underride", "rule_id": ".m.rule.room_one_to_one"}})
} else if kind == "m.room.message" {
            json!({"notify": true, "highlight": false, "sound": null, "tweaks": {}, "actions": ["notify"], "rule": {"kind": "underride", "rule_id": ".m.rule.message"}})
        } else {
            json!({"notify": false, "highlight": false, "sound": null, "tweaks": {}, "actions": [], "rule": null})
        }
        .to_string())
    }
}
/// stub
pub fn default_rules(user_id: &str, _options: &str) -> Result<String, String> {
    Ok(include_str!("stub_rules.json").replace("[the user's Matrix ID]", user_id))
}
