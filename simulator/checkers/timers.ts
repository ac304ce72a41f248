import {
  decodeMessage,
  type Event,
  type JournalEntry,
  MessageType,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** Nothing that waits for a time happens before that time, by the clock of its host. */
export class TimersChecker implements Checker {
  readonly claim = "S-TIMER-1";

  transition({ ahead, nowMs }: NodeView, event: Event, { changes }: Transition): void {
    const delayedMs = delayOf(event);
    for (const change of changes) {
      if (change.table === "journal" && change.value !== null) {
        this.entry(ahead, nowMs, change.group, change.value);
      } else if (change.table === "invocation" && change.value !== null) {
        const before = ahead.get("invocation", change.group, "")?.status;
        const after = change.value.status._tag;
        if (before === undefined && after !== "Scheduled" && delayedMs !== null) {
          broken(this.claim, `${change.group} is ${after} at once, not in ${delayedMs} ms`);
        }
        if (after !== "Invoked" && after !== "Inboxed") continue;
        const dueMs = before?._tag === "Scheduled" ? before.startAtMs : 0;
        if (nowMs < dueMs) {
          broken(this.claim, `${change.group} starts ${dueMs - nowMs} ms early`);
        }
      }
    }
  }

  private entry(
    ahead: NodeView["ahead"],
    nowMs: number,
    invocation: string,
    entry: JournalEntry,
  ): void {
    if (entry._tag !== "Notification" || entry.type !== MessageType.SleepNotification) return;
    let earlyMs = Number.POSITIVE_INFINITY;
    const slept = entry.id._tag === "Completion" ? entry.id.completionId : null;
    for (const { value } of ahead.scan("journal", invocation)) {
      if (value.type !== MessageType.SleepCommand || value._tag !== "Command") continue;
      if (value.completionId !== slept) continue;
      const command = decodeMessage(value.type, value.payload);
      const dueMs = command._tag === "SleepCommand" ? command.wakeUpTimeMs : 0;
      if (nowMs >= dueMs) return;
      // Only a liar sleeps twice under one number.
      earlyMs = Math.min(earlyMs, dueMs - nowMs);
    }
    if (earlyMs === Number.POSITIVE_INFINITY) return;
    broken(this.claim, `a sleep of ${invocation} ends ${earlyMs} ms early`);
  }
}

/** How long what this event brings into being has to wait, or null where it does not. */
function delayOf(event: Event): number | null {
  if (event._tag === "Requested" && event.body._tag === "Send") return event.body.delayMs;
  if (event._tag !== "CommandProposed" || event.command._tag !== "OneWayCallCommand") return null;
  const { invokeTimeMs } = event.command;
  return invokeTimeMs === 0 ? null : Math.max(0, invokeTimeMs - event.nowMs);
}
