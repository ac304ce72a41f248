import {
  type Event,
  type InvocationId,
  type Output,
  parseInvocationId,
  type StreamId,
  type StreamTarget,
  type Transition,
} from "@holdfast/core";
import { ByNode } from "./by-node.ts";
import { broken, type Checker, type NodeView } from "./checker.ts";

/**
 * What an overtaken attempt says changes nothing, one attempt of an invocation is open at most,
 * no two have the same epoch, and none begins of an invocation that does not want one.
 */
export class FencingChecker implements Checker {
  readonly claim = "S-FENCE-1";
  private readonly hosts = new ByNode(() => new Begun());

  transition(node: NodeView, event: Event, { changes }: Transition): void {
    if (!("epoch" in event) || changes.length === 0) return;
    const invocation = node.ahead.get("invocation", event.id, "");
    const current = invocation?.status._tag === "Invoked" ? invocation.epoch : null;
    // What the event says of itself is not enough: the stream it came on knows its attempt.
    const heard = node.hearing === null ? undefined : this.hosts.of(node).streams.get(node.hearing);
    const began = heard?.id === event.id ? heard.epoch : event.epoch;
    if (current === event.epoch && began === event.epoch) return;
    const now = current === null ? (invocation?.status._tag ?? "forgotten") : `at epoch ${current}`;
    broken(
      this.claim,
      `${event._tag} of epoch ${event.epoch} and stream ${node.hearing} changes ${event.id}, which is ${now}`,
    );
  }

  restarted(node: NodeView): void {
    // What was begun and not ended is begun again, and is the same attempt.
    this.hosts.of(node).clear();
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
        const { epochs, open, streams } = this.hosts.of(node);
        const begun = epochs.get(id) ?? [];
        if (begun.includes(epoch)) {
          broken(this.claim, `two attempts of ${id} have the epoch ${epoch}`);
        }
        epochs.set(id, [...begun, epoch]);
        streams.set(output.stream, { id, epoch });
        if (open.has(id)) broken("S-FENCE-2", `${id} has two attempts open`);
        open.set(id, output.stream);
        return;
      }
      case "Abort":
      case "Release": {
        const { open, streams } = this.hosts.of(node);
        const id = streams.get(output.stream)?.id ?? "";
        if (open.get(id) === output.stream) open.delete(id);
        return;
      }
      default:
    }
  }
}

/** The attempts that the engine of one host began. */
class Begun {
  /** The open stream of each invocation. */
  readonly open = new Map<string, StreamId>();
  /** The attempt that each stream was opened for. */
  readonly streams = new Map<StreamId, { readonly id: string; readonly epoch: number }>();
  /** The epochs of all attempts of each invocation. */
  readonly epochs = new Map<string, readonly number[]>();

  clear(): void {
    this.open.clear();
    this.streams.clear();
    this.epochs.clear();
  }
}

type Headers = StreamTarget["headers"];

/** What was read from the headers of a request, for all who ask for it. */
const known = new WeakMap<Headers, InvocationId | null>();

/** The invocation that an attempt's request names. */
export function invocationOf(headers: Headers): InvocationId | null {
  const before = known.get(headers);
  if (before !== undefined) return before;
  const [, text = ""] = headers.find(([name]) => name === "x-restate-invocation-id") ?? [];
  const id = parseInvocationId(text);
  known.set(headers, id);
  return id;
}
