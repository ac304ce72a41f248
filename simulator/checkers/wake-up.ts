import {
  type Change,
  type Event,
  FrameReader,
  type Invocation,
  isNotificationType,
  type Output,
  type StreamId,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";
import { invocationOf } from "./fencing.ts";

interface Open {
  readonly invocation: string;
  readonly frames: FrameReader;
  /** Notifications that were written to it, as text of their bytes. */
  readonly told: Set<string>;
}

/**
 * Whoever waits hears of what is stored meanwhile: an attempt that can be told is told, as soon as
 * it is durable; an invocation that is suspended on it does not stay so.
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
        const opened = { invocation, frames: new FrameReader(), told: new Set<string>() };
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

  transition({ ahead }: NodeView, _: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.value === null) continue;
      if (change.table === "notification") {
        const { group, item } = change;
        const { status } = lastOf(changes, group) ?? ahead.get("invocation", group, "") ?? {};
        if (status?._tag !== "Suspended" || !status.waitingFor.some((key) => key === item))
          continue;
        broken(this.claim, `${group} stays suspended on ${item}, which is stored`);
      }
      if (change.table !== "invocation" || change.value.status._tag !== "Suspended") continue;
      const { group, value } = change;
      for (const key of change.value.status.waitingFor) {
        if (value.status === ahead.get("invocation", group, "")?.status) break;
        if (ahead.get("notification", group, key) === undefined) continue;
        broken(this.claim, `${group} is suspended on ${key}, which is stored`);
      }
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
      for (const [name, { invocation, told }] of this.open) {
        if (invocation !== change.group || !name.startsWith(`${index} `)) continue;
        if (told.has(textOf(change.value.type, change.value.payload))) continue;
        broken(this.claim, `the attempt of ${invocation} is not told of entry ${change.item}`);
      }
    }
  }

  private written(open: Open | undefined, bytes: Uint8Array): void {
    if (open === undefined) return;
    open.frames.push(bytes);
    for (let f = open.frames.next(); f?._tag === "Frame"; f = open.frames.next()) {
      if (isNotificationType(f.type)) open.told.add(textOf(f.type, f.payload));
    }
  }
}

/** The invocation as a transition leaves it, or undefined where it does not change. */
function lastOf(changes: readonly Change[], id: string): Invocation | undefined {
  for (const change of changes) {
    if (change.table === "invocation" && change.group === id) return change.value ?? undefined;
  }
  return undefined;
}

function nameOf({ index }: NodeView, stream: StreamId): string {
  return `${index} ${stream}`;
}

function textOf(type: number, payload: Uint8Array): string {
  return `${type} ${String.fromCharCode(...payload)}`;
}
