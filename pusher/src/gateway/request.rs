//! The body of `POST /_matrix/push/v1/notify` (R110–R113): byte for byte what Synapse sends, without the nulls
//! and empty ids of its badge updates, which the specification does not want.

use serde_json::{Map, Value};

use super::canonical::{self, Object};

/// The device that a notification is for: always one, so that one rejection or failure concerns one pusher.
#[derive(Debug, Clone, Copy)]
pub struct Device<'a> {
    /// The application.
    pub app_id: &'a str,
    /// The key that the gateway knows the device by.
    pub pushkey: &'a str,
    /// When the pusher was set, in milliseconds; sent in seconds.
    pub pushkey_ts: i64,
    /// The pusher's data. All of it but the URL is sent (R101).
    pub data: &'a Map<String, Value>,
}

/// What there is to say about an event.
#[derive(Debug, Clone, Copy)]
pub struct Notification<'a> {
    /// The event in the format of clients.
    pub event: &'a Value,
    /// Its id. Invites that `/sync` tells of have none.
    pub event_id: Option<&'a str>,
    /// Its room: events that `/sync` tells of do not say it.
    pub room_id: &'a str,
    /// What the room is called.
    pub room_name: Option<&'a str>,
    /// The room's canonical alias.
    pub room_alias: Option<&'a str>,
    /// What the sender is called in the room.
    pub sender_display_name: Option<&'a str>,
    /// Whose device this is.
    pub user_id: &'a str,
    /// What the push rules set.
    pub tweaks: &'a Map<String, Value>,
}

/// What the badge of the application shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// What is unread. Zero is sent: applications clear their badge by it.
    pub unread: Option<u64>,
    /// Missed calls, where somebody counts them.
    pub missed_calls: Option<u64>,
}

/// How soon the device should hear of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// At once.
    High,
    /// When it is awake.
    Low,
}

impl Priority {
    /// High if the user would want to hear or see it, or if nobody can know because it is encrypted.
    #[must_use]
    pub fn of(event: &Value, tweaks: &Map<String, Value>) -> Self {
        let set = |name: &str| {
            !matches!(tweaks.get(name), None | Some(Value::Null | Value::Bool(false)))
                && tweaks.get(name).and_then(Value::as_str) != Some("")
        };
        let encrypted = text(event, "type") == Some("m.room.encrypted");
        if encrypted || set("highlight") || set("sound") { Self::High } else { Self::Low }
    }

    /// As it is sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Low => "low",
        }
    }
}

/// Whether a pusher wants counts: not if it says `disable_badge_count` (MSC4076).
#[must_use]
pub fn wants_counts(data: &Map<String, Value>) -> bool {
    let disabled = |name: &str| data.get(name) == Some(&Value::Bool(true));
    !disabled("disable_badge_count") && !disabled("org.matrix.msc4076.disable_badge_count")
}

/// The body for an event, in the format that the pusher's data asks for.
#[must_use]
pub fn event(notification: &Notification<'_>, device: &Device<'_>, counts: Counts) -> Vec<u8> {
    let ids_only = device.data.get("format").and_then(Value::as_str) == Some("event_id_only");
    body(|out| {
        let Notification { event, tweaks, .. } = *notification;
        let prio = Priority::of(event, tweaks).as_str();
        if ids_only {
            // No tweaks either: Synapse does not send them, and what reads this fetches the event.
            write_counts(out, device, counts);
            write_devices(out, device, None);
            out.optional("event_id", notification.event_id);
            out.scalar("prio", prio);
            out.scalar("room_id", notification.room_id);
            return;
        }
        if let Some(content) = event.get("content") {
            canonical::value(content, out.field("content"));
        }
        write_counts(out, device, counts);
        write_devices(out, device, Some(tweaks));
        out.optional("event_id", notification.event_id);
        // The name that `event_id` had before the first release; gateways still read it.
        out.optional("id", notification.event_id);
        let member = text(event, "type") == Some("m.room.member");
        let state_key = text(event, "state_key");
        if member && state_key.is_some() {
            out.optional("membership", event.get("content").and_then(|content| text(content, "membership")));
        }
        out.scalar("prio", prio);
        out.optional("room_alias", notification.room_alias);
        out.scalar("room_id", notification.room_id);
        out.optional("room_name", notification.room_name);
        out.optional("sender", text(event, "sender"));
        out.optional("sender_display_name", notification.sender_display_name);
        out.optional("type", text(event, "type"));
        if member && let Some(target) = state_key {
            out.scalar("user_is_target", target == notification.user_id);
        }
    })
}

/// The body for counts alone: something was read.
#[must_use]
pub fn badge(device: &Device<'_>, counts: Counts) -> Vec<u8> {
    body(|out| {
        write_counts(out, device, counts);
        write_devices(out, device, None);
    })
}

fn body(write: impl FnOnce(&mut Object<'_>)) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    let mut whole = Object::begin(&mut bytes);
    let mut notification = Object::begin(whole.field("notification"));
    write(&mut notification);
    notification.end();
    whole.end();
    bytes
}

fn write_counts(out: &mut Object<'_>, device: &Device<'_>, counts: Counts) {
    if counts == Counts::default() || !wants_counts(device.data) {
        return;
    }
    let mut object = Object::begin(out.field("counts"));
    object.optional("missed_calls", counts.missed_calls);
    object.optional("unread", counts.unread);
    object.end();
}

fn write_devices(out: &mut Object<'_>, device: &Device<'_>, tweaks: Option<&Map<String, Value>>) {
    let out = out.field("devices");
    out.push(b'[');
    let mut object = Object::begin(out);
    object.scalar("app_id", device.app_id);
    canonical::object(device.data, "url", object.field("data"));
    object.scalar("pushkey", device.pushkey);
    object.scalar("pushkey_ts", device.pushkey_ts.div_euclid(1000));
    if let Some(tweaks) = tweaks {
        canonical::object(tweaks, "", object.field("tweaks"));
    }
    object.end();
    out.push(b']');
}

fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}
