//! ruma-common, in this process.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

use ruma_common::{
    OwnedRoomId, OwnedUserId, RoomVersionId,
    power_levels::NotificationPowerLevels,
    push::{
        Action, AnyPushRuleRef, HighlightTweakValue, PushConditionPowerLevelsCtx, PushConditionRoomCtx,
        RoomVersionFeature, Ruleset, Tweak,
    },
    room_version_rules::{AuthorizationRules, RoomPowerLevelsRules},
    serde::{Raw, btreemap_deserialize_v1_powerlevel_values, deserialize_v1_powerlevel},
};
use serde_json::{Map, Value, json};

use crate::{
    answer::{Answer, Outcome},
    generate::Case,
};

/// What ruma answers.
#[must_use]
pub fn answer(case: &Case) -> Answer {
    catch_unwind(AssertUnwindSafe(|| evaluate(case)))
        .unwrap_or_else(|_| Answer::Skipped("ruma panicked".to_owned()))
}

fn evaluate(case: &Case) -> Answer {
    // From text, as a client has it: `serde_json::Value` can hold what text cannot, and vice versa.
    let rules: Ruleset = match serde_json::from_str(&case.rules.to_string()) {
        Ok(rules) => rules,
        Err(error) => return Answer::Rejected(error.to_string()),
    };
    let event: Raw<Value> = match serde_json::from_str(&case.event.to_string()) {
        Ok(event) => event,
        Err(error) => return Answer::Rejected(error.to_string()),
    };
    let context = match context(case) {
        Ok(context) => context,
        Err(reason) => return Answer::Skipped(reason),
    };
    let found = block_on(rules.get_match(&event, &context));
    Answer::Evaluated(found.map_or_else(Outcome::default, outcome))
}

fn context(case: &Case) -> Result<PushConditionRoomCtx, String> {
    let field = |name: &str| case.context.get(name).filter(|value| !value.is_null());
    let text = |name: &str| field(name).and_then(Value::as_str);
    let room_id = text("room_id")
        .or_else(|| case.event.get("room_id").and_then(Value::as_str))
        .ok_or("there is no room id")?;
    let room_id = OwnedRoomId::try_from(room_id).map_err(|error| error.to_string())?;
    let member_count = field("member_count")
        .and_then(Value::as_u64)
        .and_then(|count| count.try_into().ok())
        .ok_or("there is no member count")?;
    let user_id = text("user_id").ok_or("there is no user id")?;
    let user_id = OwnedUserId::try_from(user_id).map_err(|error| error.to_string())?;
    // A name that is not known must not be found, and every text that has some is too short for this one.
    let name = text("display_name").map_or_else(|| "\u{10fffd}".repeat(64), str::to_owned);
    let mut context = PushConditionRoomCtx::new(room_id, member_count, user_id, name);
    if let Some(levels) = field("power_levels").and_then(|levels| power_levels(case, levels)) {
        context = context.with_power_levels(levels);
    }
    if let Some(subscribed) = field("thread_subscribed").and_then(Value::as_bool) {
        context = context.with_has_thread_subscription_fn(move |_| Box::pin(async move { subscribed }));
    }
    context.supported_features =
        strings(&case.context, "room_features").map(RoomVersionFeature::from).collect();
    Ok(context)
}

/// The power levels as a client gets them: content that does not parse is as good as none.
fn power_levels(case: &Case, content: &Value) -> Option<PushConditionPowerLevelsCtx> {
    let users = match content.get("users") {
        None => std::collections::BTreeMap::new(),
        Some(users) => btreemap_deserialize_v1_powerlevel_values(users).ok()?,
    };
    let users_default = match content.get("users_default") {
        None => deserialize_v1_powerlevel(json!(0)).ok()?,
        Some(level) => deserialize_v1_powerlevel(level).ok()?,
    };
    let notifications = match content.get("notifications") {
        None => NotificationPowerLevels::new(),
        Some(levels) => serde_json::from_value(levels.clone()).ok()?,
    };
    let version = case.context.get("room_version").and_then(Value::as_str);
    let rules = version
        .and_then(|version| RoomVersionId::try_from(version).ok()?.rules())
        .map_or(AuthorizationRules::V11, |rules| rules.authorization);
    let creators = strings(&case.context, "creators").filter_map(|id| OwnedUserId::try_from(id).ok());
    Some(PushConditionPowerLevelsCtx::new(
        users,
        users_default,
        notifications,
        RoomPowerLevelsRules::new(&rules, creators),
    ))
}

fn strings<'a>(context: &'a Value, name: &str) -> impl Iterator<Item = &'a str> {
    context.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// ruma has no map of tweaks: this is what a homeserver or client makes of its answers.
fn outcome(rule: AnyPushRuleRef<'_>) -> Outcome {
    let kind = match rule {
        AnyPushRuleRef::Override(_) => "override",
        AnyPushRuleRef::Content(_) => "content",
        AnyPushRuleRef::PostContent(_) => "postcontent",
        AnyPushRuleRef::Room(_) => "room",
        AnyPushRuleRef::Sender(_) => "sender",
        AnyPushRuleRef::Underride(_) => "underride",
        _ => "?",
    };
    let highlight = rule.triggers_highlight();
    let sound = rule.triggers_sound().map(|sound| sound.as_str().to_owned());
    let mut tweaks = Map::new();
    for action in rule.actions() {
        let Action::SetTweak(tweak) = action else { continue };
        let value = match tweak {
            Tweak::Highlight(HighlightTweakValue::Yes | HighlightTweakValue::No) => json!(highlight),
            Tweak::Sound(_) => json!(sound),
            tweak => {
                tweak.value().and_then(|value| serde_json::from_str(value.get()).ok()).unwrap_or(json!(true))
            }
        };
        tweaks.insert(tweak.set_tweak().to_owned(), value);
    }
    Outcome {
        rule: Some((kind.to_owned(), rule.rule_id().to_owned())),
        notify: rule.triggers_remote_notification(),
        highlight,
        sound,
        tweaks,
    }
}

/// Runs a future that waits for nothing.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
