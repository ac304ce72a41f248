import type { Reply, Target } from "@holdfast/core";
import { expect, it } from "vitest";
import type { Operation } from "../workload/operation.ts";
import { A, invocation, nodeWith, row, step } from "./history.fixture.ts";
import { WorkflowOnceChecker } from "./workflow-once.ts";

const target: Target = {
  _tag: "Workflow",
  service: "Flow",
  key: "x",
  handler: "run",
  access: "Run",
};
const run = invocation(A, { _tag: "Invoked" }, { target });
const again = invocation(A, { _tag: "Invoked" }, { target, incarnation: 2 });
const CALL = { _tag: "Requested", body: { _tag: "Call" } };
const WAIT = { _tag: "Await", request: 1, id: A } as const;

it("lets a run be called, go on, and begin again once it is forgotten", () => {
  const checker = new WorkflowOnceChecker();
  expect(() => {
    step(checker, nodeWith([]), CALL, [run], [WAIT]);
    step(checker, nodeWith([run]), {}, [run]);
    step(checker, nodeWith([]), CALL, [again], [WAIT]);
  }).not.toThrow();
});

it("notices a run that begins again while it is remembered", () => {
  expect(() => step(new WorkflowOnceChecker(), nodeWith([run]), CALL, [again])).toThrow(
    /^S-WORKFLOW-1: .* is run again while it is Invoked/,
  );
});

it("notices a second caller who is let in to wait", () => {
  expect(() => step(new WorkflowOnceChecker(), nodeWith([run]), CALL, [], [WAIT])).toThrow(
    /^S-WORKFLOW-1: a second caller/,
  );
});

it("notices two clients who are told that they began it, unless it was forgotten between", () => {
  const reply: Reply = { _tag: "Accepted", id: A, startAtMs: null, status: "Accepted" };
  const operation = { kind: "Send", expectedId: A, idempotencyKey: null } as Operation;
  const checker = new WorkflowOnceChecker();
  checker.answered({ request: 1, id: A, operation }, { ...reply, status: "PreviouslyAccepted" });
  checker.answered({ request: 2, id: A, operation }, reply);
  expect(() => checker.answered({ request: 3, id: A, operation }, reply)).toThrow(
    /^S-WORKFLOW-1: two clients/,
  );
  checker.durable(nodeWith([]), [row("invocation", A, "", null)]);
  expect(() => checker.answered({ request: 4, id: A, operation }, reply)).not.toThrow();
});
