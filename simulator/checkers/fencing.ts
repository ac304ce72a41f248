import {
  type Event,
  type InvocationId,
  type Output,
  parseInvocationId,
  type StreamId,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** What an overtaken attempt says changes nothing, and one attempt of an invocation is open at most. */
export class FencingChecker implements Checker {
  readonly claim = "S-FENCE-1";
  private readonly open = new Map<string, StreamId>();
  private readonly streams = new Map<StreamId, string>();
  /** The epoch of the attempt that each stream was opened for. */
  private readonly epochs = new Map<StreamId, number>();

  transition(node: NodeView, event: Event, { changes }: Transition): void {
    if (!("epoch" in event) || changes.length === 0) return;
    const invocation = node.ahead.get("invocation", event.id, "");
    const current = invocation?.status._tag === "Invoked" ? invocation.epoch : null;
    // What the event says of itself is not enough: the stream it came on knows its attempt.
    const began =
      node.hearing === null ? event.epoch : this.epochs.get(node.hearing * 16 + node.index);
    if (current === event.epoch && began === event.epoch) return;
    const now = current === null ? (invocation?.status._tag ?? "forgotten") : `at epoch ${current}`;
    broken(
      this.claim,
      `${event._tag} of epoch ${event.epoch} and stream ${node.hearing} changes ${event.id}, which is ${now}`,
    );
  }

  restarted({ index }: NodeView): void {
    for (const name of [...this.open.keys()]) {
      if (name.startsWith(`${index} `)) this.open.delete(name);
    }
  }

  output({ index, ahead }: NodeView, output: Output): void {
    switch (output._tag) {
      case "Open": {
        const id = invocationOf(output.target.headers) ?? "";
        const epoch = ahead.get("invocation", id, "")?.epoch ?? 0;
        this.epochs.set(output.stream * 16 + index, epoch);
        const name = `${index} ${id}`;
        if (this.open.has(name)) broken("S-FENCE-2", `${name} has two attempts open`);
        this.open.set(name, output.stream);
        this.streams.set(output.stream * 16 + index, name);
        return;
      }
      case "Abort":
      case "Release": {
        const name = this.streams.get(output.stream * 16 + index);
        if (name !== undefined && this.open.get(name) === output.stream) this.open.delete(name);
        return;
      }
      default:
    }
  }
}

/** The invocation that an attempt's request names. */
export function invocationOf(headers: readonly (readonly [string, string])[]): InvocationId | null {
  const [, text = ""] = headers.find(([name]) => name === "x-restate-invocation-id") ?? [];
  return parseInvocationId(text);
}
