import type { InvocationId, Target } from "@holdfast/core";
import { expect, it } from "vitest";
import { FifoInboxChecker } from "./fifo-inbox.ts";
import { A, B, invocation, nodeWith, row, step } from "./history.fixture.ts";

const target: Target = {
  _tag: "Object",
  service: "Box",
  key: "c",
  handler: "exec",
  access: "Exclusive",
};
const queued = (id: InvocationId, sequence: number, incarnation = 1) =>
  invocation(id, { _tag: "Inboxed", sequence }, { target, incarnation });
const started = (id: InvocationId, incarnation = 1) =>
  invocation(id, { _tag: "Invoked" }, { target, incarnation });

it("lets those that wait start in their order, and notices one that jumps the queue", () => {
  const both = [queued(A, 0), queued(B, 1)];
  const waiting = (): FifoInboxChecker => {
    const checker = new FifoInboxChecker();
    for (const each of both) step(checker, nodeWith([]), {}, [each]);
    return checker;
  };
  expect(() => step(waiting(), nodeWith(both), {}, [started(A)])).not.toThrow();
  expect(() => step(waiting(), nodeWith(both), {}, [started(B)])).toThrow(/^S-LOCK-2/);
});

it("counts one that was purged and came again by its new place, also after a crash", () => {
  const checker = new FifoInboxChecker();
  step(checker, nodeWith([]), {}, [queued(A, 0)]);
  step(checker, nodeWith([queued(A, 0)]), {}, [queued(B, 1)]);
  step(checker, nodeWith([queued(A, 0), queued(B, 1)]), {}, [row("invocation", A, "", null)]);
  step(checker, nodeWith([queued(B, 1)]), {}, [queued(A, 2, 2)]);
  const durable = nodeWith([queued(B, 1), queued(A, 2, 2)]);
  checker.restarted(durable);
  expect(() => step(checker, durable, {}, [started(B)])).not.toThrow();
});
