/** A piece of a phone's lock screen, with the notification on it, or where none is. */
import type { Context, Evaluation, Event } from "../../engine/core.ts";
import { Icon } from "../../parts/Icon.tsx";
import { notificationOf } from "../../words/notification.ts";

export function LockScreen(props: { event: Event; context: Context; evaluation: Evaluation }) {
  const { notify, sound, highlight } = props.evaluation;
  const { title, where, text, icon } = notificationOf(props.event, props.context);
  if (!notify) {
    return (
      <div class="phone">
        <div class="card card-none">
          <Icon name="bell-off" />
          <p>Nothing appears</p>
        </div>
      </div>
    );
  }
  return (
    <div class="phone">
      <div class={highlight ? "card card-highlight" : "card"}>
        <span class="card-app">
          <Icon name={icon} />
          {highlight && <span class="card-badge" aria-hidden="true" />}
        </span>
        <p class="card-where">
          {sound !== null && <Icon name={sound === "ring" ? "call" : "sound"} />}
          {where} · now
        </p>
        <p class="card-title">
          <bdi>{title}</bdi>
        </p>
        <p class="card-text" dir="auto">
          {text}
        </p>
      </div>
    </div>
  );
}
