import { objectKeyOf, type Target } from "@holdfast/core";
import { expect, it } from "vitest";
import { A, B, invocation, nodeWith, row, step } from "./history.fixture.ts";
import { PromiseChecker } from "./promise.ts";

const SHARED: Target = {
  _tag: "Workflow",
  service: "Flow",
  key: "x",
  handler: "poke",
  access: "Shared",
};
const RUN: Target = { ...SHARED, handler: "run", access: "Run" };
const FLOW = objectKeyOf(A, SHARED) ?? "";

const STARTED = { _tag: "Invoked" } as const;
const DONE = { _tag: "Completed", outcome: { _tag: "Success", value: new Uint8Array() } } as const;
const poke = invocation(A, STARTED, { target: SHARED });
const completing = {
  _tag: "CommandProposed",
  id: A,
  command: { _tag: "CompletePromiseCommand", key: "go" },
};
const stored = row("journal", A, "00000001", {});
const completed = row("promise", FLOW, "go", DONE);
const listener = { id: B, incarnation: 1, completionId: 3, notificationType: 0x8009 };
const pending = row("promise", FLOW, "go", { _tag: "Pending", listeners: [listener] });
const watcher = invocation(B, STARTED, { target: SHARED });
const told = row("notification", B, "c3", 1);

it("lets a promise be completed once, tell its listener, and go with its run", () => {
  const checker = new PromiseChecker();
  expect(() => {
    step(checker, nodeWith([poke]), completing, [stored, completed]);
    step(checker, nodeWith([poke, pending, watcher]), completing, [stored, completed, told]);
    step(checker, nodeWith([poke, completed]), completing, [stored]);
    const run = invocation(B, STARTED, { target: RUN });
    const gone = [row("promise", FLOW, "go", null), row("invocation", B, "", null)];
    step(checker, nodeWith([run, completed]), { _tag: "TimerFired" }, gone);
  }).not.toThrow();
});

it.each([
  ["completed anew", [poke, completed], completing, [stored, completed]],
  ["waited for again", [poke, completed], completing, [stored, pending]],
  ["not completed by the first", [poke], completing, [stored]],
  ["dropped", [poke, completed], { _tag: "TimerFired" }, [row("promise", FLOW, "go", null)]],
])("notices a promise that is %s", (_, rows, event, changes) => {
  expect(() => step(new PromiseChecker(), nodeWith(rows), event, changes)).toThrow(/^S-PROMISE-1/);
});

it("notices a listener that is not told", () => {
  const node = nodeWith([poke, pending, watcher]);
  expect(() => step(new PromiseChecker(), node, completing, [stored, completed])).toThrow(
    /^L-WAKE-1: promise go .* which waits for it, is not told/,
  );
});
