import {
  type Event,
  type InvocationId,
  type Output,
  parseInvocationId,
  type StreamId,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/**
 * What an overtaken attempt says changes nothing, one attempt of an invocation is open at most,
 * no two have the same epoch, and none begins of an invocation that does not want one.
 */
export class FencingChecker implements Checker {
  readonly claim = "S-FENCE-1";
  private readonly open = new Map<string, StreamId>();
  private readonly streams = new Map<string, string>();
  /** Node, invocation and epoch of every attempt that its engine began. */
  private readonly epochs = new Set<string>();
  /** The attempt that each stream was opened for. */
  private readonly began = new Map<string, { readonly id: string; readonly epoch: number }>();

  transition(node: NodeView, event: Event, { changes }: Transition): void {
    if (!("epoch" in event) || changes.length === 0) return;
    const invocation = node.ahead.get("invocation", event.id, "");
    const current = invocation?.status._tag === "Invoked" ? invocation.epoch : null;
    // What the event says of itself is not enough: the stream it came on knows its attempt.
    const heard =
      node.hearing === null ? undefined : this.began.get(streamName(node, node.hearing));
    const began = heard?.id === event.id ? heard.epoch : event.epoch;
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
    // What was begun and not ended is begun again, and is the same attempt.
    for (const name of [...this.epochs]) if (name.startsWith(`${index} `)) this.epochs.delete(name);
  }

  output(node: NodeView, output: Output): void {
    switch (output._tag) {
      case "Open": {
        const id = invocationOf(output.target.headers) ?? "";
        const invocation = node.ahead.get("invocation", id, "");
        const status = invocation?.status._tag ?? "forgotten";
        if (status !== "Invoked")
          broken("S-FENCE-3", `an attempt of ${id} begins, which is ${status}`);
        const epoch = invocation?.epoch ?? 0;
        const attempt = `${node.index} ${id} ${epoch}`;
        if (this.epochs.has(attempt)) {
          broken(this.claim, `two attempts of ${id} have the epoch ${epoch}`);
        }
        this.epochs.add(attempt);
        const stream = streamName(node, output.stream);
        this.began.set(stream, { id, epoch });
        const name = `${node.index} ${id}`;
        if (this.open.has(name)) broken("S-FENCE-2", `${name} has two attempts open`);
        this.open.set(name, output.stream);
        this.streams.set(stream, name);
        return;
      }
      case "Abort":
      case "Release": {
        const name = this.streams.get(streamName(node, output.stream));
        if (name !== undefined && this.open.get(name) === output.stream) this.open.delete(name);
        return;
      }
      default:
    }
  }
}

function streamName({ index, incarnation }: NodeView, stream: StreamId): string {
  return `${index} ${incarnation} ${stream}`;
}

/** The invocation that an attempt's request names. */
export function invocationOf(headers: readonly (readonly [string, string])[]): InvocationId | null {
  const [, text = ""] = headers.find(([name]) => name === "x-restate-invocation-id") ?? [];
  return parseInvocationId(text);
}
