import type { Outcome } from "@holdfast/core";
import { expect, it } from "vitest";
import { GateChecker } from "./gate.ts";
import { A, invocation, nodeWith, row } from "./history.fixture.ts";

const ONE: Outcome = { _tag: "Success", value: Uint8Array.of(1) };
const TWO: Outcome = { _tag: "Success", value: Uint8Array.of(2) };

const node = nodeWith([]);
const accepted = [invocation(A, { _tag: "Invoked" })];
const ended = [
  invocation(A, { _tag: "Completed", outcome: ONE, completedAtMs: 1, expiresAtMs: 2 }),
];
const forgotten = [row("invocation", A, "", null)];

/** Tells an outcome after these batches have become durable. */
function tell(batches: readonly (typeof accepted)[], outcome: Outcome): void {
  const checker = new GateChecker();
  for (const changes of batches) checker.durable(node, changes);
  const reply = {
    _tag: "Completed",
    id: A,
    outcome,
    contentType: null,
    expiresAtMs: null,
  } as const;
  checker.output(node, { _tag: "Reply", request: 1, reply });
}

it.each([
  ["it is durable", [accepted, ended]],
  ["what is not retained has been forgotten", [accepted, forgotten]],
])("lets an outcome be told where %s", (_, batches) => {
  expect(() => tell(batches, ONE)).not.toThrow();
});

it.each([
  ["the invocation alone is durable", [accepted], ONE],
  ["nothing is", [], ONE],
  ["another one is", [accepted, ended], TWO],
])("notices an outcome that is told where %s", (_, batches, outcome) => {
  expect(() => tell(batches, outcome)).toThrow(/^S-GATE-1: an outcome of/);
});
