import {
  type Change,
  decodeMessage,
  type Frame,
  isNotificationType,
  type JournalEntry,
  MessageType,
  type Output,
  type StreamId,
} from "@holdfast/core";
import { ByNode } from "./by-node.ts";
import { broken, type Checker, type NodeView } from "./checker.ts";
import { invocationOf } from "./fencing.ts";
import { equalBytes } from "./gate.ts";

interface Open {
  readonly invocation: string;
  /** The notifications that were written to it, in order. */
  readonly told: Frame[];
  /** Place of the last that was looked for. */
  lastPlace: number;
}

/**
 * An attempt that can be told of what is stored meanwhile is told, as soon as it is durable and in
 * the order in which it is stored; of a result that it proposed, by an acknowledgement (version 7).
 */
export class WakeUpChecker implements Checker {
  readonly claim = "L-WAKE-1";
  private readonly open = new ByNode(() => new Map<StreamId, Open>());

  restarted(node: NodeView): void {
    this.open.of(node).clear();
  }

  output(node: NodeView, output: Output): void {
    switch (output._tag) {
      case "Open": {
        const invocation = invocationOf(output.target.headers) ?? "";
        this.open.of(node).set(output.stream, { invocation, told: [], lastPlace: -1 });
        return;
      }
      case "CloseWrite":
      case "Abort":
      case "Release":
        this.open.of(node).delete(output.stream);
        return;
      default:
    }
  }

  written(node: NodeView, stream: StreamId, frame: Frame): void {
    const { type } = frame;
    if (!isNotificationType(type) && type !== MessageType.ProposeRunCompletionAck) return;
    this.open.of(node).get(stream)?.told.push(frame);
  }

  settled(node: NodeView, changes: readonly Change[]): void {
    const open = this.open.of(node);
    if (open.size === 0) return;
    const forgotten = new Map<string, number>();
    for (const [at, { table, group, value }] of changes.entries()) {
      if (table === "invocation" && value === null) forgotten.set(group, at);
    }
    for (const [at, change] of changes.entries()) {
      if (change.table !== "journal" || change.value?._tag !== "Notification") continue;
      // What was forgotten in the same batch is not what begins anew under its id.
      if (at < (forgotten.get(change.group) ?? 0)) continue;
      for (const attempt of open.values()) {
        if (attempt.invocation === change.group) this.look(attempt, change.value, change.item);
      }
    }
  }

  private look(open: Open, notification: Notification, item: string): void {
    const { told, invocation, lastPlace } = open;
    const place = told.findIndex((frame, at) => at > lastPlace && tellsOf(frame, notification));
    if (place !== -1) {
      open.lastPlace = place;
      return;
    }
    if (told.some((frame) => tellsOf(frame, notification))) {
      broken(this.claim, `the attempt of ${invocation} is told of entry ${item} out of its order`);
    }
    broken(this.claim, `the attempt of ${invocation} is not told of entry ${item}`);
  }
}

type Notification = Extract<JournalEntry, { _tag: "Notification" }>;

/** Whether a frame tells of a stored notification, or that it is stored. */
function tellsOf({ type, payload }: Frame, stored: Notification): boolean {
  if (type === stored.type) return equalBytes(payload, stored.payload);
  const acks =
    type === MessageType.ProposeRunCompletionAck &&
    stored.type === MessageType.RunNotification &&
    stored.id._tag === "Completion";
  if (!acks) return false;
  const ack = decodeMessage(type, payload);
  return ack._tag === "ProposeRunCompletionAck" && ack.completionId === stored.id.completionId;
}
