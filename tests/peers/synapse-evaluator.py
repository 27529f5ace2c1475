"""Answers push-rule questions as Synapse does: one JSON object a line, there and back.

The evaluator, the flattening of events, the sender's power level and the tweaks are Synapse's own;
what stands between them in a running server is done here as it was observed to be done there.
"""

import json
import sys

from synapse.api.room_versions import KNOWN_ROOM_VERSIONS, RoomVersions
from synapse.event_auth import get_user_power_level
from synapse.events import make_event_from_dict
from synapse.push.bulk_push_rule_evaluator import _flatten_dict
from synapse.push.httppusher import tweaks_for_actions
from synapse.synapse_rust.push import (
    FilteredPushRules,
    PushRule,
    PushRuleEvaluator,
    PushRules,
    get_base_rule_ids,
)

PRIORITY_CLASSES = {"override": 5, "content": 4, "room": 3, "sender": 2, "underride": 1}
IN_ORDER = ["override", "content", "postcontent", "room", "sender", "underride"]
BASE_RULE_IDS = set(get_base_rule_ids())
FEATURES = dict(
    msc1767_enabled=True,
    msc3381_polls_enabled=True,
    msc3664_enabled=True,
    msc4028_push_encrypted_events=True,
    msc4075_enabled=True,
    msc4210_enabled=False,
    msc4306_enabled=True,
)
# A tweak that every rule gets, so that the actions tell which rule they are from.
MARK = "differential.rule"
NOTHING = {"rule": None, "notify": False, "highlight": False, "sound": None, "tweaks": {}}


class Skipped(Exception):
    """A running server could not hold these rules."""


class Rejected(Exception):
    """The server would log an exception and notify nobody."""


def base_conditions():
    """The conditions of the rules that every user has."""
    rules = FilteredPushRules(PushRules([]), {}, **FEATURES).rules()
    return {rule.rule_id: rule.conditions for rule, _ in rules}


BASE_CONDITIONS = base_conditions()


def for_user(condition, user_id):
    """A condition of a base rule as clients get to see it."""
    condition = dict(condition)
    values = {"user_id": user_id, "user_localpart": user_id[1:].split(":", 1)[0]}
    for name in ("pattern", "value"):
        kind = condition.pop(f"{name}_type", None)
        if kind is not None:
            condition[name] = values[kind]
    return condition


def conditions_of(kind, rule):
    """How a rule that a client puts is stored."""
    if kind == "content":
        return [{"kind": "event_match", "key": "content.body", "pattern": rule["pattern"]}]
    if kind == "room":
        return [{"kind": "event_match", "key": "room_id", "pattern": rule["rule_id"]}]
    if kind == "sender":
        return [{"kind": "event_match", "key": "user_id", "pattern": rule["rule_id"]}]
    return rule.get("conditions", [])


def load(rules, user_id):
    """The rules as the server would load them from its database."""
    stored, names, expected = [], {}, []
    enabled = dict.fromkeys(BASE_RULE_IDS, False)
    for kind in IN_ORDER:
        for rule in rules.get(kind, []):
            rule_id = f"global/{kind}/{rule['rule_id']}"
            if rule_id in names:
                raise Skipped("two rules with the same id")
            names[rule_id] = {"kind": kind, "rule_id": rule["rule_id"]}
            enabled[rule_id] = rule["enabled"]
            if rule["enabled"]:
                expected.append(rule_id)
            conditions = conditions_of(kind, rule)
            if rule_id in BASE_RULE_IDS:
                def canonical(conditions):
                    return sorted(json.dumps(condition, sort_keys=True) for condition in conditions)

                base = [for_user(condition, user_id) for condition in BASE_CONDITIONS[rule_id]]
                if canonical(base) != canonical(conditions):
                    raise Skipped("a default rule with other conditions")
            elif kind == "postcontent":
                raise Skipped("a postcontent rule of a user")
            actions = json.dumps([*rule["actions"], {"set_tweak": MARK, "value": rule_id}])
            try:
                priority_class = PRIORITY_CLASSES.get(kind, 6)
                stored.append(PushRule.from_db(rule_id, priority_class, json.dumps(conditions), actions))
            except RuntimeError as error:
                raise Rejected(str(error).splitlines()[0]) from error
    filtered = FilteredPushRules(PushRules(stored), enabled, **FEATURES)
    if [rule.rule_id for rule, is_enabled in filtered.rules() if is_enabled] != expected:
        raise Skipped("the rules stand in another order")
    return filtered, names


def power_levels(event, context):
    """The sender's level, and the levels that notifications need."""
    version = KNOWN_ROOM_VERSIONS.get(context.get("room_version"), RoomVersions.V11)
    creator, *additional = context.get("creators") or ["@nobody:nowhere.example"]

    def state(kind, content):
        fields = {
            "type": kind, "state_key": "", "sender": creator, "room_id": "!room:example.org", "content": content,
            "auth_events": [], "prev_events": [], "depth": 1, "origin_server_ts": 1, "unsigned": {},
            "hashes": {"sha256": ""}, "signatures": {},
        }
        if version.identifier in ("1", "2"):
            fields["event_id"] = f"${kind}:example.org"
        if kind == "m.room.create" and version.msc4291_room_ids_as_hashes:
            del fields["room_id"]
        return make_event_from_dict(fields, version)

    create = {"creator": creator, "room_version": version.identifier}
    if version.msc4289_creator_power_enabled and additional:
        create["additional_creators"] = additional
    auth_events = {("m.room.create", ""): state("m.room.create", create)}
    content = context.get("power_levels")
    if content is not None:
        auth_events["m.room.power_levels", ""] = state("m.room.power_levels", content)
    sender = event.get("sender")
    sender_level = get_user_power_level(sender if isinstance(sender, str) else "", auth_events)

    notifications = (content or {}).get("notifications", {})
    if not version.enforce_int_power_levels:
        levels = {}
        for name, level in notifications.items():
            try:
                levels[name] = level if type(level) is int else int(level)
            except (TypeError, ValueError):
                pass
        notifications = levels
    return sender_level, notifications


def related(event, context):
    """The related events, with the mark of those that are there for old clients only."""
    relation = (event.get("content") or {}).get("m.relates_to") if isinstance(event.get("content"), dict) else None
    flattened = {}
    for rel_type, other in (context.get("related_events") or {}).items():
        flattened[rel_type] = _flatten_dict(other)
        is_fallback = isinstance(relation, dict) and relation.get("is_falling_back") is True
        if rel_type == "m.in_reply_to" and is_fallback:
            flattened[rel_type]["im.vector.is_falling_back"] = ""
    in_thread = (
        isinstance(relation, dict)
        and relation.get("rel_type") == "m.thread"
        and isinstance(relation.get("event_id"), str)
    )
    return flattened, context.get("thread_subscribed") if in_thread else None


def answer(question):
    """What Synapse answers."""
    event, context = dict(question["event"]), question["context"]
    user_id = context["user_id"]
    if event.get("sender") == user_id:
        return NOTHING
    event.setdefault("room_id", context.get("room_id"))
    rules, names = load(question["rules"], user_id)
    related_events, thread_subscribed = related(event, context)
    content = event.get("content")
    try:
        sender_level, notification_levels = power_levels(event, context)
        evaluator = PushRuleEvaluator(
            _flatten_dict(event),
            isinstance(content, dict) and "m.mentions" in content,
            context["member_count"],
            sender_level,
            notification_levels,
            related_events,
            True,
            context.get("room_features") or [],
            True,
            FEATURES["msc4210_enabled"],
            FEATURES["msc4306_enabled"],
        )
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        raise Rejected(str(error)) from error
    actions = evaluator.run(rules, user_id, context.get("display_name"), thread_subscribed)
    if not actions:
        return NOTHING
    mark = actions.pop()
    tweaks = tweaks_for_actions(actions)
    sound = tweaks.get("sound")
    return {
        "rule": names[mark["value"]],
        "notify": "notify" in actions,
        "highlight": bool(tweaks.get("highlight")),
        "sound": "default" if sound is True else sound if isinstance(sound, str) else None,
        "tweaks": dict(tweaks),
    }


def main():
    """Answers line by line."""
    for line in sys.stdin:
        try:
            result = answer(json.loads(line))
        except Skipped as reason:
            result = {"skipped": str(reason)}
        except Rejected as reason:
            result = {"rejected": str(reason)}
        print(json.dumps(result), flush=False)


if __name__ == "__main__":
    main()
