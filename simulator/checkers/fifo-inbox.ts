import {
  type Event,
  type Invocation,
  type InvocationId,
  isStarted,
  objectKeyOf,
  type Transition,
} from "@holdfast/core";
import { ByNode } from "./by-node.ts";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** One that came to wait; an id may come again once it was forgotten. */
interface Arrival {
  readonly id: InvocationId;
  readonly incarnation: number;
}

/** Exclusive invocations of one key start in the order in which they came to wait. */
export class FifoInboxChecker implements Checker {
  readonly claim = "S-LOCK-2";
  /** Waiting invocations by object key, in the order in which they were seen to come. */
  private readonly queues = new ByNode(() => new Map<string, readonly Arrival[]>());

  /** Everything that ever came, in order: a crash may undo that it was started. */
  private readonly arrivals = new ByNode(() => new Map<string, readonly Arrival[]>());

  restarted(node: NodeView): void {
    const { durable } = node;
    for (const [key, arrivals] of this.arrivals.of(node)) {
      const kept = arrivals.filter(({ id, incarnation }) => {
        const now = durable.get("invocation", id, "");
        return now?.status._tag === "Inboxed" && now.incarnation === incarnation;
      });
      this.arrivals.of(node).set(key, kept);
      this.queues.of(node).set(key, kept);
    }
  }

  transition(node: NodeView, _: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table !== "invocation") continue;
      const before = node.ahead.get("invocation", change.group, "");
      const { value: after } = change;
      if (before?.status._tag !== "Inboxed" && after?.status._tag !== "Inboxed") continue;
      const known = after ?? before;
      const key = known === undefined ? null : objectKeyOf(known.id, known.target);
      if (key === null) continue;
      this.moved(node, key, change.group as InvocationId, before, after);
    }
  }

  private moved(
    node: NodeView,
    key: string,
    id: InvocationId,
    before: Invocation | undefined,
    after: Invocation | null,
  ): void {
    const queues = this.queues.of(node);
    const queue = queues.get(key) ?? [];
    const waits = after?.status._tag === "Inboxed";
    if (before?.status._tag !== "Inboxed") {
      if (!waits) return;
      const arrival = { id, incarnation: after.incarnation };
      queues.set(key, [...queue, arrival]);
      const arrivals = this.arrivals.of(node);
      arrivals.set(key, [...(arrivals.get(key) ?? []), arrival]);
      return;
    }
    if (waits) return;
    queues.set(
      key,
      queue.filter((each) => each.id !== id),
    );
    const starts = after !== null && isStarted(after.status);
    if (starts && queue[0]?.id !== id) {
      broken(this.claim, `${id} starts before ${queue[0]?.id}, which waited longer for ${key}`);
    }
  }
}
