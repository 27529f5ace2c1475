// Answers push-rule questions as matrix-js-sdk does: one JSON object a line, there and back.
//
// The push processor, the events and the room state are those of the SDK; only the client around
// them is made up. The rules are given to the processor as they are: what a client adds to them
// when they arrive (`rewriteDefaultRules`) is not part of the answer.
import { createInterface } from "node:readline";
import { once } from "node:events";

import { logger } from "matrix-js-sdk/lib/logger.js";
import { MatrixEvent } from "matrix-js-sdk/lib/models/event.js";
import { RoomState } from "matrix-js-sdk/lib/models/room-state.js";
import { PushProcessor } from "matrix-js-sdk/lib/pushprocessor.js";

logger.disableAll?.();

/** The room as far as push rules look at it. */
function room(event, context) {
    const room_id = event.room_id;
    const [creator, ...additional_creators] = context.creators ?? [];
    const state = new RoomState(room_id);
    const state_event = (type, state_key, sender, content) =>
        new MatrixEvent({ type, state_key, sender, content, room_id, event_id: `$${type}${state_key}` });
    const members = [...new Set([event.sender, context.user_id])].filter((id) => typeof id === "string");
    const events = [
        state_event("m.room.create", "", creator, { room_version: context.room_version ?? "1", additional_creators }),
        ...members.map((id) => state_event("m.room.member", id, id, { membership: "join" })),
    ];
    if (context.power_levels) {
        events.push(state_event("m.room.power_levels", "", creator, context.power_levels));
    }
    state.setStateEvents(events);
    state.setJoinedMemberCount(context.member_count);
    const getMember = state.getMember.bind(state);
    state.getMember = (id) => {
        if (id !== context.user_id) return typeof id === "string" ? getMember(id) : null;
        // The name as the caller knows it, not as the SDK would make it unambiguous.
        if (typeof context.display_name !== "string") return null;
        const member = getMember(id);
        member.name = context.display_name;
        return member;
    };
    return { currentState: state };
}

function answer({ rules, event: given, context }) {
    const event = { ...given };
    event.room_id ??= context.room_id;
    const client = {
        credentials: { userId: context.user_id },
        getSafeUserId: () => context.user_id,
        supportsIntentionalMentions: () => true,
        getRoom: () => room(event, context),
        pushRules: { global: rules },
    };
    const { rule, actions } = new PushProcessor(client).actionsAndRuleForEvent(new MatrixEvent(event));
    if (!rule) return { rule: null, notify: false, highlight: false, sound: null, tweaks: {} };
    const { notify, tweaks } = actions;
    const sound = tweaks.sound === true ? "default" : typeof tweaks.sound === "string" ? tweaks.sound : null;
    return {
        rule: { kind: rule.kind, rule_id: rule.rule_id },
        notify,
        highlight: Boolean(tweaks.highlight),
        sound,
        tweaks,
    };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    let result;
    try {
        result = answer(JSON.parse(line));
    } catch (error) {
        result = { rejected: String(error) };
    }
    if (!process.stdout.write(`${JSON.stringify(result)}\n`)) {
        await once(process.stdout, "drain");
    }
}
