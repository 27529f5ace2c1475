/** The state of one room, as far as push rules need it. */
export class Room {
  #id;
  /** @type {Map<string, { sender: string, content: any }>} */
  #state = new Map();

  constructor(id) {
    this.#id = id;
  }

  /** Takes notice of an event; only state events change anything. */
  apply(event) {
    if (typeof event.state_key === "string") this.#state.set(`${event.type}|${event.state_key}`, event);
  }

  /** What the rules of one user need to know about the room. */
  contextFor(userId) {
    const create = this.#get("m.room.create");
    return {
      user_id: userId,
      display_name: this.#get("m.room.member", userId)?.content.displayname,
      member_count: this.#joined(),
      power_levels: this.#get("m.room.power_levels")?.content,
      room_id: this.#id,
      room_version: create?.content.room_version ?? "1",
      creators: create && [create.sender, ...(create.content.additional_creators ?? [])],
    };
  }

  get title() {
    return this.#get("m.room.name")?.content.name ?? this.#id;
  }

  #get(type, stateKey = "") {
    return this.#state.get(`${type}|${stateKey}`);
  }

  #joined() {
    let count = 0;
    for (const [key, { content }] of this.#state) {
      if (key.startsWith("m.room.member|") && content.membership === "join") count += 1;
    }
    return count;
  }
}
