import {
  type Change,
  encodeMessage,
  FrameReader,
  isNotificationType,
  type JournalEntry,
  MessageType,
  type Output,
  type StreamId,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";
import { invocationOf } from "./fencing.ts";

interface Open {
  readonly invocation: string;
  readonly frames: FrameReader;
  /** What was written to it, by the text of its bytes, with its place among all that was. */
  readonly told: Map<string, number>;
  /** Place of the last that was looked for. */
  lastPlace: number;
}

/**
 * An attempt that can be told of what is stored meanwhile is told, as soon as it is durable and in
 * the order in which it is stored; of a result that it proposed, by an acknowledgement (version 7).
 */
export class WakeUpChecker implements Checker {
  readonly claim = "L-WAKE-1";
  private readonly open = new Map<string, Open>();

  restarted({ index }: NodeView): void {
    for (const name of [...this.open.keys()]) {
      if (name.startsWith(`${index} `)) this.open.delete(name);
    }
  }

  output(node: NodeView, output: Output): void {
    switch (output._tag) {
      case "Open": {
        const invocation = invocationOf(output.target.headers) ?? "";
        const told = new Map<string, number>();
        const opened = { invocation, frames: new FrameReader(), told, lastPlace: -1 };
        this.open.set(nameOf(node, output.stream), opened);
        return;
      }
      case "Write":
        return this.written(this.open.get(nameOf(node, output.stream)), output.bytes);
      case "CloseWrite":
      case "Abort":
      case "Release":
        this.open.delete(nameOf(node, output.stream));
        return;
      default:
    }
  }

  settled({ index }: NodeView, changes: readonly Change[]): void {
    const forgotten = new Map<string, number>();
    for (const [at, { table, group, value }] of changes.entries()) {
      if (table === "invocation" && value === null) forgotten.set(group, at);
    }
    for (const [at, change] of changes.entries()) {
      if (change.table !== "journal" || change.value?._tag !== "Notification") continue;
      // What was forgotten in the same batch is not what begins anew under its id.
      if (at < (forgotten.get(change.group) ?? 0)) continue;
      for (const [name, open] of this.open) {
        if (open.invocation !== change.group || !name.startsWith(`${index} `)) continue;
        this.look(open, change.value, change.item);
      }
    }
  }

  private look(open: Open, { type, payload, id }: Notification, item: string): void {
    const { told, invocation } = open;
    const acked = id._tag === "Completion" && type === MessageType.RunNotification;
    const place =
      told.get(textOf(type, payload)) ?? (acked ? told.get(ackText(id.completionId)) : undefined);
    if (place === undefined) {
      broken(this.claim, `the attempt of ${invocation} is not told of entry ${item}`);
    }
    if (place <= open.lastPlace) {
      broken(this.claim, `the attempt of ${invocation} is told of entry ${item} out of its order`);
    }
    open.lastPlace = place;
  }

  private written(open: Open | undefined, bytes: Uint8Array): void {
    if (open === undefined) return;
    open.frames.push(bytes);
    for (let f = open.frames.next(); f?._tag === "Frame"; f = open.frames.next()) {
      const told = isNotificationType(f.type) || f.type === MessageType.ProposeRunCompletionAck;
      if (told) open.told.set(textOf(f.type, f.payload), open.told.size);
    }
  }
}

type Notification = Extract<JournalEntry, { _tag: "Notification" }>;

function ackText(completionId: number): string {
  const ack = { _tag: "ProposeRunCompletionAck", completionId } as const;
  return textOf(MessageType.ProposeRunCompletionAck, encodeMessage(ack));
}

function nameOf({ index }: NodeView, stream: StreamId): string {
  return `${index} ${stream}`;
}

function textOf(type: number, payload: Uint8Array): string {
  return `${type} ${String.fromCharCode(...payload)}`;
}
