import {
  type Command,
  encodeMessage,
  type Event,
  idempotentInvocationId,
  type Invocation,
  type InvocationId,
  journalItem,
  LIMITS,
  type TargetRef,
  type Transition,
  workflowInvocationId,
} from "@holdfast/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aimedCommand, refusalOf } from "./arbitrary-commands.ts";
import { PartitionWorld } from "./partition-world.ts";

const HANDLERS: readonly TargetRef[] = [
  { service: "Worker", key: null, handler: "work" },
  { service: "Counter", key: "a", handler: "add" },
  { service: "Counter", key: "a", handler: "get" },
  { service: "Order", key: "o", handler: "run" },
  { service: "Order", key: "o", handler: "pay" },
];
const handler = fc.constantFrom(...HANDLERS);

const INVOKING = {
  headers: [{ key: "content-type", value: "text/plain" }],
  body: Uint8Array.of(1),
  delayMs: null,
} as const;

/** An invocation of a handler with its first attempt under way. */
class Stage {
  readonly world: PartitionWorld;
  readonly id: InvocationId;

  constructor(target: TargetRef, maxJournalEntries: number = LIMITS.maxJournalEntries) {
    this.world = new PartitionWorld(1, { limits: { ...LIMITS, maxJournalEntries } });
    this.world.request({ _tag: "Send", target, idempotencyKey: null, ...INVOKING });
    const [id] = this.world.ids.slice(-1);
    if (id === undefined) throw new Error("the invocation was not accepted");
    this.id = id;
  }

  get invocation(): Invocation {
    const found = this.world.tables.get("invocation", this.id, "");
    if (found === undefined) throw new Error(`${this.id} is gone`);
    return found;
  }

  propose(command: Command): Transition {
    const [deployment] = this.world.tables.scan("deployment", "");
    if (deployment === undefined) throw new Error("nothing is deployed");
    const pin = { deploymentId: deployment.value.id, protocolVersion: 6 };
    const { id, invocation } = this;
    const event = { _tag: "CommandProposed", id, epoch: invocation.epoch, pin, command } as const;
    const payload = encodeMessage(command);
    return this.world.happen({ ...event, payload, ackRequested: true } satisfies Omit<
      Extract<Event, { _tag: "CommandProposed" }>,
      "nowMs" | "entropy"
    >);
  }
}

/** What a refusal comes to: the attempt ends, the journal stays, the next attempt is due later. */
function expectRefused(stage: Stage, before: Invocation, command: Command, led: Transition): void {
  const { id, epoch } = before;
  expect(led.changes.map(({ table }) => table)).not.toContain("journal");
  const { invocation } = stage;
  expect(invocation.lastFailure).toMatchObject({
    code: 500,
    stacktrace: "",
    relatedCommand: { index: before.journalCommands, name: command.name, type: null },
  });
  expect(invocation.lastFailure?.message).not.toBe("");
  const dueMs = invocation.status._tag === "BackingOff" ? invocation.status.retryAtMs : null;
  expect(led.actions).toEqual([
    { _tag: "AbortAttempt", id, epoch },
    { _tag: "Arm", dueMs },
  ]);
  expect(invocation.attemptsSinceLastStored).toBe(before.attemptsSinceLastStored + 1);
  expect(invocation.policyAttempts).toBe(before.policyAttempts + 1);
}

describe("a command that a handler proposes", () => {
  it("is stored, or refused with the documented code and nothing else done", () => {
    fc.assert(
      fc.property(handler, aimedCommand, (target, command) => {
        const stage = new Stage(target);
        const before = stage.invocation;
        const expected = refusalOf(before.target, command);
        const led = stage.propose(command);
        if (expected === null) {
          const entry = stage.world.tables.get("journal", stage.id, journalItem(1));
          expect(entry).toMatchObject({ _tag: "Command", payload: encodeMessage(command) });
          expect(led.actions).toContainEqual({
            _tag: "AckCommand",
            id: stage.id,
            epoch: before.epoch,
            commandIndex: before.journalCommands,
          });
          expect(stage.invocation.lastFailure).toBeNull();
        } else {
          expectRefused(stage, before, command, led);
          expect(stage.invocation.lastFailure?.errorCode).toBe(expected);
        }
        expect(stage.world.problems).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is refused once the journal is full, and not before", () => {
    const run = { _tag: "RunCommand", name: "" } as const;
    fc.assert(
      fc.property(handler, fc.integer({ min: 1, max: 6 }), (target, limit) => {
        const stage = new Stage(target, limit);
        for (let entries = 1; entries < limit; entries++) {
          stage.propose({ ...run, resultCompletionId: entries });
          expect(stage.invocation.journalLength).toBe(entries + 1);
        }
        const before = stage.invocation;
        const command = { ...run, resultCompletionId: limit };
        expectRefused(stage, before, command, stage.propose(command));
        expect(stage.invocation.lastFailure?.errorCode).toBe("RT0017");
        expect(stage.invocation.journalLength).toBe(limit);
        expect(stage.world.problems).toEqual([]);
      }),
    );
  });
});

describe("an attach by what an id follows from", () => {
  const called = { service: "Counter", key: "x", handler: "add" };

  it.each(["AttachInvocationCommand", "GetInvocationOutputCommand"] as const)(
    "reaches that invocation (%s)",
    (_tag) => {
      const stage = new Stage(HANDLERS[0] ?? called);
      const { world } = stage;
      const run = { service: "Order", key: "w", handler: "run" };
      world.request({ _tag: "Send", target: called, idempotencyKey: "i", ...INVOKING });
      world.request({ _tag: "Send", target: run, idempotencyKey: null, ...INVOKING });
      const { hashes } = world.config;
      const ids = [
        idempotentInvocationId(hashes, "Counter", "x", "add", "i"),
        workflowInvocationId(hashes, "Order", "w"),
      ];
      const targets = [
        {
          _tag: "IdempotentRequest",
          serviceName: "Counter",
          serviceKey: "x",
          handlerName: "add",
          idempotencyKey: "i",
          scope: null,
        },
        { _tag: "Workflow", workflowName: "Order", workflowKey: "w", scope: null },
      ] as const;
      for (const [index, target] of targets.entries()) {
        const resultCompletionId = 5 + index;
        const { changes } = stage.propose({ _tag, target, resultCompletionId, name: "" });
        const isAsked = _tag === "GetInvocationOutputCommand";
        const answered = changes.filter(({ table }) => table === "notification").length;
        expect(answered).toBe(isAsked ? 1 : 0);
        const heard = world.tables.get("invocation", ids[index] ?? "", "")?.listeners;
        expect(heard?.map(({ id }) => id)).toEqual(isAsked ? [] : [stage.id]);
      }
      expect(world.problems).toEqual([]);
    },
  );
});
