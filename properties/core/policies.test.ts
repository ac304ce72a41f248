import {
  DEFAULTS,
  type HandlerOptions,
  type InputRule,
  type Invocation,
  LIMITS,
  type RetryPolicy,
} from "@holdfast/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { deploymentOf, handlerOf, NO_OPTIONS, serviceOf } from "./configuration.ts";
import { PartitionWorld } from "./partition-world.ts";

const TARGET = { service: "Worker", key: null, handler: "work" };
const TEXT = [{ key: "content-type", value: "text/plain" }];
const SENT = { _tag: "Send", idempotencyKey: null, delayMs: null } as const;
const FAILURE = {
  code: 500,
  errorCode: null,
  message: "it failed",
  stacktrace: "",
  relatedCommand: null,
};

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null });
const overrides = fc.record({
  initialIntervalMs: orNull(fc.constantFrom(1, 40, 900)),
  exponentiationFactor: orNull(fc.constantFrom(1, 3)),
  maxIntervalMs: orNull(fc.constantFrom(50, 2_000)),
  maxAttempts: orNull(fc.constantFrom(1, 2, 4)),
  onMaxAttempts: orNull(fc.constantFrom("Pause" as const, "Kill" as const)),
});

function worldWith(own: HandlerOptions, shared: HandlerOptions, input?: InputRule): PartitionWorld {
  const handler = handlerOf("work", "Service");
  const described = { ...handler, options: own, input: input ?? handler.input };
  const deployment = deploymentOf("http://one/", [
    serviceOf("Worker", "Service", [described], shared),
  ]);
  return new PartitionWorld(1, { deployment });
}

function begun(world: PartitionWorld): Invocation {
  world.request({ ...SENT, target: TARGET, headers: TEXT, body: Uint8Array.of(1) });
  return lastOf(world);
}

function lastOf(world: PartitionWorld): Invocation {
  const invocation = world.tables.get("invocation", world.ids.at(-1) ?? "", "");
  if (invocation === undefined) throw new Error("the invocation is gone");
  return invocation;
}

it("retries by the handler's policy, else the service's, else the server's, to its end", () => {
  fc.assert(
    fc.property(overrides, overrides, fc.boolean(), (own, shared, isPinned) => {
      const policy = { ...DEFAULTS.retryPolicy, ...given(shared), ...given(own) } as RetryPolicy;
      const world = worldWith(
        { ...NO_OPTIONS, retryPolicy: own },
        { ...NO_OPTIONS, retryPolicy: shared },
      );
      let invocation = begun(world);
      if (isPinned) {
        const deploymentId = world.tables.scan("deployment", "")[0]?.value.id;
        if (deploymentId === undefined) throw new Error("nothing is deployed");
        const { id, epoch } = invocation;
        const pin = { deploymentId, protocolVersion: 6 };
        const result = { _tag: "RunCompletionProposed", id, epoch, pin } as const;
        world.happen({
          ...result,
          completionId: 1,
          outcome: { _tag: "Success", value: Uint8Array.of() },
        });
      }
      for (let failures = 1; failures <= 5; failures++) {
        const { id, epoch } = invocation;
        world.happen({
          _tag: "AttemptFailed",
          id,
          epoch,
          failure: FAILURE,
          nextRetryDelayMs: null,
          behavior: "Retry",
          countsForHandler: true,
        });
        invocation = lastOf(world);
        const { status } = invocation;
        if (policy.maxAttempts !== null && failures >= policy.maxAttempts) {
          expect(status._tag).toBe(policy.onMaxAttempts === "Kill" ? "Completed" : "Paused");
          break;
        }
        if (status._tag !== "BackingOff") throw new Error(`it is ${status._tag}`);
        const interval = Math.min(
          policy.maxIntervalMs,
          policy.initialIntervalMs * policy.exponentiationFactor ** (failures - 1),
        );
        const delayMs = status.retryAtMs - world.nowMs;
        expect(delayMs).toBeGreaterThanOrEqual(Math.round(interval));
        expect(delayMs).toBeLessThanOrEqual(Math.round((interval * 4) / 3));
        world.nowMs = status.retryAtMs;
        const retry = world.timers().find(({ timer }) => timer._tag === "Retry");
        world.happen({ _tag: "TimerFired", item: retry?.item ?? "" });
        invocation = lastOf(world);
        expect(invocation.status._tag).toBe("Invoked");
      }
      expect(world.problems).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

/** What a level sets, without what it leaves to the next. */
function given(policy: object): object {
  return Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== null));
}

const MEDIA = ["text/plain", "text/html", "image/plain", " text/plain ; charset=utf-8", "text"];

it("takes a body where its content type lies in the handler's range (wire facts 3.2)", () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      orNull(fc.constantFrom("*/*", "*/plain", "text/*", "text/plain", "text/plain; q=1")),
      orNull(fc.constantFrom(...MEDIA)),
      fc.boolean(),
      (required, contentType, type, isEmpty) => {
        const rule = { required, contentType, jsonSchema: null };
        const world = worldWith(NO_OPTIONS, NO_OPTIONS, rule);
        const before = world.ids.length;
        const headers = [
          { key: "accept", value: "text/plain" },
          ...(type === null ? [] : [{ key: "content-type", value: type }]),
        ];
        const body = isEmpty ? Uint8Array.of() : Uint8Array.of(7);
        const { actions } = world.request({ ...SENT, target: TARGET, headers, body });
        const isTaken = fits(rule, type, isEmpty);
        expect(world.ids.length - before).toBe(isTaken ? 1 : 0);
        expect(actions).toContainEqual(
          expect.objectContaining({
            _tag: "Answer",
            reply: expect.objectContaining(
              isTaken ? { _tag: "Accepted" } : { _tag: "Rejected", code: 400, errorCode: null },
            ),
          }),
        );
      },
    ),
    { numRuns: 400 },
  );
});

function fits(rule: InputRule, type: string | null, isEmpty: boolean): boolean {
  if (isEmpty && type === null) return rule.contentType === null || !rule.required;
  if (rule.contentType === null || type === null) return false;
  const bare = (text: string): string => text.replace(/;.*/, "").trim();
  const range = bare(rule.contentType);
  if (range.startsWith("*/")) return true;
  return range.endsWith("/*")
    ? bare(type).split("/")[0] === range.slice(0, -2)
    : bare(type) === range;
}

it("turns a client away once as many wait for a lock as may, and never one of another key", () => {
  fc.assert(
    fc.property(fc.nat({ max: 4 }), fc.nat({ max: 7 }), (maxInboxLength, calls) => {
      const world = new PartitionWorld(1, { limits: { ...LIMITS, maxInboxLength } });
      const send = (key: string, handler: string) => {
        const target = { service: "Counter", key, handler };
        const { actions } = world.request({
          ...SENT,
          target,
          headers: TEXT,
          body: Uint8Array.of(1),
        });
        const [answer] = actions.filter(({ _tag }) => _tag === "Answer");
        return answer?._tag === "Answer" && answer.reply._tag === "Rejected"
          ? answer.reply.code
          : 202;
      };
      const answers = Array.from({ length: calls }, () => send("a", "add"));
      // The first holds the lock, unless nobody may wait for one that is free.
      const taken = maxInboxLength === 0 ? 0 : Math.min(calls, maxInboxLength + 1);
      expect(answers).toEqual(answers.map((_, index) => (index < taken ? 202 : 429)));
      expect(send("a", "get")).toBe(202);
      if (maxInboxLength > 0) expect(send("b", "add")).toBe(202);
    }),
  );
});
