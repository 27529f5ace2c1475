-- Times are milliseconds since the epoch. JSON is text.

-- The push rules of a user; without a row, the predefined ones.
CREATE TABLE rules (
    user_id TEXT NOT NULL PRIMARY KEY,
    -- Grows with every change: compiled rules are cached under it.
    version INTEGER NOT NULL,
    ruleset TEXT NOT NULL
) STRICT;

-- Registrations, and how far delivery to each of them has come.
CREATE TABLE pushers (
    pusher_id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    pushkey TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    -- Scheme, host and port of the URL: what a circuit breaker is about.
    origin TEXT NOT NULL,
    format TEXT,
    app_display_name TEXT NOT NULL,
    device_display_name TEXT NOT NULL,
    profile_tag TEXT,
    lang TEXT NOT NULL,
    -- As the client gave it, `url` included.
    data TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    device_id TEXT,
    pushkey_ts INTEGER NOT NULL,
    -- The last notification that needs no more sending.
    cursor INTEGER NOT NULL,
    -- When there is something to do: work, another try, or the end of a lease. NULL: nothing waits.
    next_attempt_at INTEGER,
    -- Who is at work on it, until `next_attempt_at`.
    lease_owner TEXT,
    -- When the oldest notification that waits arrived.
    waiting_since INTEGER,
    -- Failures in a row of the notification that is next: the gateway's, and refusals of the request.
    attempts INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    refusals INTEGER NOT NULL DEFAULT 0,
    refused_since INTEGER,
    last_failure TEXT,
    -- Whether the failure is its origin's, so that another try is due when the origin is back.
    waits_for_origin INTEGER NOT NULL DEFAULT 0,
    last_success INTEGER,
    -- The unread count that the gateway heard last, and when to tell it a new one.
    badge_sent INTEGER,
    badge_due INTEGER,
    UNIQUE (user_id, app_id, pushkey)
) STRICT;
CREATE INDEX pushers_by_key ON pushers (app_id, pushkey);
CREATE INDEX pushers_waiting ON pushers (origin, next_attempt_at) WHERE next_attempt_at IS NOT NULL;

-- Each event once, whoever is notified about it.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    room_id TEXT NOT NULL,
    -- NULL for what came without one, such as an invite from `/sync`.
    event_id TEXT,
    -- `main`, or the root of the thread.
    thread_id TEXT NOT NULL,
    -- NULL if nobody was notified: then only its place matters, for receipts.
    event TEXT,
    -- What a push says about the room and the sender.
    room TEXT,
    received_at INTEGER NOT NULL,
    UNIQUE (room_id, event_id)
) STRICT;
CREATE INDEX events_by_age ON events (received_at);

-- Who was notified about what. Its own order, since recipients may be added to an event later.
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    room_id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    actions TEXT NOT NULL,
    highlight INTEGER NOT NULL,
    -- Whether it is pushed, or only counts (MSC3768).
    push INTEGER NOT NULL,
    at INTEGER NOT NULL,
    read INTEGER NOT NULL,
    UNIQUE (user_id, seq)
) STRICT;
CREATE INDEX notifications_to_push ON notifications (user_id, id) WHERE read = 0 AND push = 1;
CREATE INDEX notifications_unread ON notifications (user_id, room_id, seq) WHERE read = 0;
CREATE INDEX notifications_of_event ON notifications (seq);

-- Sums of unread notifications; no row is none.
CREATE TABLE counts (
    user_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    notifications INTEGER NOT NULL,
    highlights INTEGER NOT NULL,
    PRIMARY KEY (user_id, room_id, thread_id)
) STRICT, WITHOUT ROWID;

-- Up to where users have read. `thread_id` is empty for the whole room.
CREATE TABLE receipts (
    user_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    -- An event that has not arrived yet: the receipt counts from then on.
    waits_for TEXT,
    PRIMARY KEY (user_id, room_id, thread_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_waiting ON receipts (room_id, waits_for) WHERE waits_for IS NOT NULL;

-- Idempotency keys: what was answered to the request.
CREATE TABLE ingested (
    key TEXT NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX ingested_by_age ON ingested (at);

-- Circuit breakers. No row is an origin that works.
CREATE TABLE origins (
    origin TEXT NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    failing_since INTEGER,
    open_until INTEGER,
    -- Who tries whether the origin is back, and until when nobody else shall.
    probe_owner TEXT,
    probe_until INTEGER
) STRICT;

-- The accounts that are followed through `/sync`, and up to where.
CREATE TABLE sync_accounts (
    user_id TEXT NOT NULL PRIMARY KEY,
    homeserver TEXT NOT NULL,
    since TEXT
) STRICT;

-- The room state that such an account has seen.
CREATE TABLE sync_state (
    user_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    type TEXT NOT NULL,
    state_key TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (user_id, room_id, type, state_key)
) STRICT;
