import {
  type Change,
  type Event,
  type Invocation,
  keyOf,
  MessageType,
  type View,
  waitedKeys,
} from "@holdfast/core";
import { objectText, targetText, timerText } from "./names.ts";

const TYPE_NAMES = new Map<number, string>(
  Object.entries(MessageType).map(([name, type]) => [type as number, name]),
);

/** What a transition moved, in short; empty where it moved nothing that a reader wants to know of. */
export function describeEffect(before: View, event: Event, changes: readonly Change[]): string {
  return changes
    .map((change) => describeChange(before, event, change))
    .filter((text) => text !== "")
    .join("; ");
}

function describeChange(before: View, event: Event, change: Change): string {
  const { table, group, item, value } = change;
  const gone = value === null;
  switch (table) {
    case "invocation":
      return invocation(before.get("invocation", group, ""), group, value);
    case "journal":
      if (gone) return "";
      return `${group}[${Number.parseInt(item, 16)}] ${TYPE_NAMES.get(value.type) ?? value.type}`;
    case "lock": {
      const held = before.get("lock", group, "")?.holder;
      if (!gone && held === value.holder) return "";
      return `lock ${objectText(group)} -> ${gone ? "free" : value.holder}`;
    }
    case "inbox":
      return gone ? "" : `${value.id} queues at ${Number.parseInt(item, 16)}`;
    case "state":
      return `${objectText(group)} ${item} ${gone ? "cleared" : "set"}`;
    case "promise":
      return gone ? "" : `promise ${item} ${value._tag}`;
    case "timer":
      if (gone) return event._tag === "TimerFired" ? "" : `timer ${timerText(item)} off`;
      return `timer ${timerText(item)} in ${value.dueMs - event.nowMs} ms`;
    case "outbox":
      if (gone) return `outbox ${Number.parseInt(item, 16)} taken`;
      return `message ${value.sequence} to engine ${group}`;
    case "notification":
    case "running":
    case "deployment":
    case "service":
    case "dedup":
      return "";
    default:
      return change satisfies never;
  }
}

function invocation(before: Invocation | undefined, id: string, after: Invocation | null): string {
  const name = id;
  if (after === null) return `${name} forgotten`;
  const { target, status } = after;
  if (before === undefined) {
    const { service, handler } = target;
    return `${name} is ${targetText({ service, key: keyOf(target), handler })}, ${statusOf(after)}`;
  }
  return before.status._tag === status._tag && before.epoch === after.epoch
    ? ""
    : `${name} ${statusOf(before)} -> ${statusOf(after)}`;
}

function statusOf({ status }: Invocation): string {
  if (status._tag === "Suspended") return `Suspended on ${waitedKeys(status.waitingFor).join(",")}`;
  if (status._tag !== "Completed") return status._tag;
  const { outcome } = status;
  return outcome._tag === "Success" ? "Completed" : `Completed (${outcome.failure.message})`;
}
