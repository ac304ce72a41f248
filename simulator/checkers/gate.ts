import {
  type Change,
  decodeMessage,
  type Frame,
  type InvocationId,
  journalItem,
  notificationKey,
  type NotificationKey,
  type Output,
  type Outcome,
  type Reply,
  MessageType,
  type StreamId,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";
import { ByNode } from "./by-node.ts";
import { invocationOf } from "./fencing.ts";

interface Stream {
  readonly invocation: InvocationId;
  /** Which of the invocations of that id it is an attempt of. */
  readonly incarnation: number | undefined;
  known: number;
  replayed: number;
  /** Index of the latest entry that it was told. */
  latest: number;
}

/** What leaves an engine speaks only of what is durable. */
export class GateChecker implements Checker {
  readonly claim = "S-GATE-1";
  private readonly streams = new ByNode(() => new Map<StreamId, Stream>());
  /** Every invocation and outcome that was ever durable: they may be forgotten by now. */
  private readonly durableOnce = new Set<string>();
  private readonly outcomes = new Map<string, string[]>();
  /** Every invocation whose forgetting was ever durable. */
  private readonly forgotten = new Set<string>();

  durable(_: NodeView, changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.table !== "invocation") continue;
      if (change.value === null) {
        this.forgotten.add(change.group);
        continue;
      }
      this.durableOnce.add(change.group);
      const { status } = change.value;
      if (status._tag !== "Completed") continue;
      const known = this.outcomes.get(change.group) ?? [];
      this.outcomes.set(change.group, [...known, textOf(status.outcome)]);
    }
  }

  restarted(node: NodeView): void {
    this.streams.of(node).clear();
  }

  output(node: NodeView, output: Output): void {
    switch (output._tag) {
      case "Open": {
        const invocation = invocationOf(output.target.headers);
        if (invocation === null || !this.durableOnce.has(invocation)) {
          broken(this.claim, `an attempt of ${invocation} is begun before it is durable`);
        }
        this.streams.of(node).set(output.stream, {
          invocation,
          incarnation: node.durable.get("invocation", invocation, "")?.incarnation,
          known: 0,
          replayed: 0,
          latest: -1,
        });
        return;
      }
      case "Reply":
        return this.replied(output.reply);
      case "Send": {
        const { sequence } = output;
        const rows = node.durable.scan("outbox", String(output.to));
        if (rows.some(({ value }) => value.sequence === sequence)) return;
        return broken(this.claim, `message ${sequence} to ${output.to} is sent, but not durable`);
      }
      default:
    }
  }

  written(node: NodeView, id: StreamId, { type, payload }: Frame): void {
    const stream = this.streams.of(node).get(id);
    if (stream === undefined) return;
    const { durable } = node;
    const { invocation } = stream;
    if (type === MessageType.Start) {
      const start = decodeMessage(type, payload);
      if (start._tag === "Start") stream.known = start.knownEntries;
      return;
    }
    if (stream.replayed < stream.known) {
      const index = stream.replayed++;
      stream.latest = index;
      const stored = durable.get("journal", invocation, journalItem(index));
      if (stored !== undefined && equalBytes(stored.payload, payload)) return;
      // An attempt that was overtaken while it waited is told what its successor forgot.
      if (durable.get("invocation", invocation, "")?.status._tag !== "Invoked") return;
      broken(this.claim, `entry ${index} of ${invocation} is replayed, but not durable`);
    }
    const key = toldOf(decodeMessage(type, payload));
    if (key === null) return;
    const index = durable.get("notification", invocation, key);
    if (index !== undefined) {
      if (index <= stream.latest) {
        broken("S-JOURNAL-1", `entry ${index} of ${invocation} is told after ${stream.latest}`);
      }
      stream.latest = index;
      return;
    }
    const now = durable.get("invocation", invocation, "");
    if (now === undefined || now.status._tag === "Completed") return;
    // An attempt of an earlier invocation of the id is told what that one's end has forgotten.
    if (now.incarnation !== stream.incarnation) return;
    broken(this.claim, `${key} is delivered to ${invocation}, but not durable`);
  }

  private replied(reply: Reply): void {
    switch (reply._tag) {
      case "Accepted":
      case "InFlight":
        if (this.durableOnce.has(reply.id)) return;
        return broken(this.claim, `${reply.id} is accepted, but not durable`);
      case "Restarted":
        if (this.durableOnce.has(reply.as)) return;
        return broken(this.claim, `${reply.as} is told of, but not durable`);
      case "Completed": {
        const outcomes = this.outcomes.get(reply.id);
        // What is not retained leaves no outcome behind to compare with.
        if (outcomes === undefined && this.forgotten.has(reply.id)) return;
        if (outcomes?.includes(textOf(reply.outcome)) === true) return;
        if (isRefusal(reply.outcome)) return;
        return broken(this.claim, `an outcome of ${reply.id} is told that is not durable`);
      }
      default:
    }
  }
}

/** The notification that a message tells of; of a result it proposed, an attempt is told by an ack. */
function toldOf(message: ReturnType<typeof decodeMessage>): NotificationKey | null {
  if (message._tag === "Notification") return notificationKey(message.id);
  if (message._tag !== "ProposeRunCompletionAck") return null;
  return notificationKey({ _tag: "Completion", completionId: message.completionId });
}

/** A repeated workflow run is told so, whatever the outcome of the first. */
function isRefusal(outcome: Outcome): boolean {
  return outcome._tag === "Failure" && outcome.failure.message.includes("already invoked");
}

function textOf(outcome: Outcome): string {
  return outcome._tag === "Success"
    ? `s${String.fromCharCode(...outcome.value)}`
    : `f${outcome.failure.code} ${outcome.failure.message}`;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
