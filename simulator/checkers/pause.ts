import { type Event, isCancel, type Transition } from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/**
 * A paused invocation stays paused until it is resumed, cancelled or killed, and then does not; one
 * that is suspended has nothing to pause, and goes on waiting.
 */
export class PauseChecker implements Checker {
  readonly claim = "S-PAUSE-1";

  transition({ ahead }: NodeView, event: Event, { changes }: Transition): void {
    const asked = askedOf(event);
    for (const change of changes) {
      if (change.table !== "invocation" || change.value === null) continue;
      const id = change.group;
      const before = ahead.get("invocation", id, "")?.status._tag;
      const after = change.value.status._tag;
      if (before === "Paused" && after === "Invoked" && !mayWake(event)) {
        broken(this.claim, `${id} was paused and begins again by ${event._tag}`);
      }
      if (asked?._tag !== "Pause" || asked.id !== id) continue;
      if (after !== "Paused") broken(this.claim, `${id} was to pause and is ${after}`);
      if (before === "Suspended") broken(this.claim, `${id} is suspended, and yet paused`);
    }
    if (asked?._tag === "Cancel") {
      const stays = changes.every(({ table, group, value }) => {
        return table !== "invocation" || group !== asked.id || value?.status._tag === "Paused";
      });
      const paused = ahead.get("invocation", asked.id, "")?.status._tag === "Paused";
      if (paused && stays) broken(this.claim, `${asked.id} is cancelled and stays paused`);
    }
    if (asked?._tag !== "Pause") return;
    const status = ahead.get("invocation", asked.id, "")?.status._tag;
    const owes = status === "Invoked" || status === "BackingOff";
    const stops = changes.some(({ table, group }) => table === "invocation" && group === asked.id);
    if (owes && !stops) broken(this.claim, `${asked.id} was to pause and goes on`);
  }
}

function askedOf(event: Event) {
  return event._tag === "Requested" ? event.body : null;
}

/** Whether an event can resume or cancel somebody: cancels also come from handlers and partitions. */
function mayWake(event: Event): boolean {
  switch (event._tag) {
    case "Requested":
      return event.body._tag === "Resume" || event.body._tag === "Cancel";
    case "CommandProposed":
      return event.command._tag === "SendSignalCommand" && isCancel(event.command.signal);
    case "MessageReceived":
      return event.message._tag === "Notify" && isCancel(event.message.notificationId);
    case "RunCompletionProposed":
    case "AttemptSuspended":
    case "AttemptEnded":
    case "AttemptFailed":
    case "TimerFired":
    case "MessageTaken":
      return false;
    default:
      return event satisfies never;
  }
}
