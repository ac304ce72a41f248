import {
  type Event,
  type Invocation,
  type InvocationId,
  isStarted,
  objectKeyOf,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** Exclusive invocations of one key start in the order in which they came to wait. */
export class FifoInboxChecker implements Checker {
  readonly claim = "S-LOCK-2";
  /** Waiting invocations by node and object key, in the order in which they were seen to come. */
  private readonly queues = new Map<string, InvocationId[]>();

  /** Everything that ever came, in order: a crash may undo that it was started. */
  private readonly arrivals = new Map<string, InvocationId[]>();

  restarted({ index, durable }: NodeView): void {
    for (const [name, arrivals] of this.arrivals) {
      if (!name.startsWith(`${index} `)) continue;
      const kept = arrivals.filter(
        (id) => durable.get("invocation", id, "")?.status._tag === "Inboxed",
      );
      this.arrivals.set(name, kept);
      this.queues.set(name, kept);
    }
  }

  transition({ index, ahead }: NodeView, _: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table !== "invocation") continue;
      const before = ahead.get("invocation", change.group, "");
      const known = change.value ?? before;
      const key = known === undefined ? null : objectKeyOf(known.id, known.target);
      if (key === null) continue;
      this.moved(`${index} ${key}`, change.group as InvocationId, before, change.value);
    }
  }

  private moved(
    name: string,
    id: InvocationId,
    before: Invocation | undefined,
    after: Invocation | null,
  ): void {
    const queue = this.queues.get(name) ?? [];
    const waits = after?.status._tag === "Inboxed";
    if (before?.status._tag !== "Inboxed") {
      if (!waits) return;
      this.queues.set(name, [...queue, id]);
      this.arrivals.set(name, [...(this.arrivals.get(name) ?? []), id]);
      return;
    }
    if (waits) return;
    this.queues.set(
      name,
      queue.filter((each) => each !== id),
    );
    const starts = after !== null && isStarted(after.status);
    if (starts && queue[0] !== id) {
      broken(this.claim, `${id} starts before ${queue[0]}, which waited longer for ${name}`);
    }
  }
}
