import {
  type Change,
  failed,
  formatInvocationId,
  type InvocationId,
  MessageType,
} from "@holdfast/core";
import { expect, it } from "vitest";
import { A, B, entry, idOf, invocation, nodeWith, row, step } from "./history.fixture.ts";
import { KillTreeChecker } from "./kill-tree.ts";

const C = idOf("c");
const FAR = idOf("d", 1);
const STARTED = { _tag: "Invoked" } as const;
const KILL = { _tag: "Requested", body: { _tag: "Kill", id: A } };

const killed = (id: InvocationId): Change =>
  invocation(id, {
    _tag: "Completed",
    outcome: failed(409, "killed"),
    completedAtMs: 0,
    expiresAtMs: 1,
  });
const called = (by: InvocationId, index: number, callee: InvocationId): Change =>
  entry(by, index, {
    _tag: "Notification",
    type: MessageType.CallInvocationIdNotification,
    id: { _tag: "Completion", completionId: index },
    result: { _tag: "InvocationId", invocationId: formatInvocationId(callee) },
  });
const sent = row("outbox", "1", "x", { sequence: 1, message: { _tag: "Kill", id: FAR } });

// A called B and something on the other partition; B called C, which is still queued.
const tree = nodeWith(
  [
    invocation(A, STARTED),
    called(A, 1, B),
    called(A, 2, FAR),
    invocation(B, STARTED),
    called(B, 1, C),
    invocation(C, { _tag: "Inboxed", sequence: 0 }),
  ],
  0,
  2,
);

it("lets a kill end the whole tree, or what has ended already stay", () => {
  const checker = new KillTreeChecker();
  expect(() => {
    step(checker, tree, KILL, [killed(A), sent, killed(B), killed(C)]);
    step(checker, tree, KILL, [killed(A), sent, row("invocation", B, "", null), killed(C)]);
    step(checker, nodeWith([killed(A), called(A, 1, B), invocation(B, STARTED)]), KILL, []);
    step(checker, tree, { _tag: "AttemptEnded", id: B }, [killed(B)]);
  }).not.toThrow();
});

it.each([
  ["leaves the invocation", [sent, killed(B), killed(C)]],
  ["leaves a callee", [killed(A), sent, killed(C)]],
  ["leaves a callee of a callee", [killed(A), sent, killed(B)]],
  ["does not go to another partition", [killed(A), killed(B), killed(C)]],
  ["ends a stranger", [killed(A), sent, killed(B), killed(C), killed(idOf("e"))]],
])("notices a kill that %s", (_, changes) => {
  expect(() => step(new KillTreeChecker(), tree, KILL, changes)).toThrow(/^S-KILL-1/);
});

it("notices what is killed by something else", () => {
  expect(() => step(new KillTreeChecker(), tree, { _tag: "TimerFired" }, [killed(B)])).toThrow(
    /^S-KILL-1: .* is killed by TimerFired/,
  );
});
