import { type ClientRequest, decodeUtf8, type Reply, type TargetRef } from "@holdfast/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Crash, CrashWorld, type Programs, registration } from "./crash-world.ts";

const LEDGER: TargetRef = { service: "Ledger", key: null, handler: "book" };
const CART: TargetRef = { service: "Cart", key: "c", handler: "checkout" };
const ORDER: TargetRef = { service: "Order", key: "o", handler: "run" };
const PAY: TargetRef = { service: "Order", key: "o", handler: "pay" };

/** Ten steps of an object, called twice at once, and a workflow that waits for a promise. */
const PROGRAMS: Programs = {
  "Ledger/book": [{ run: "book" }],
  "Cart/checkout": [
    { run: "reserve" },
    { increment: "count" },
    { sleepMs: 100 },
    { call: LEDGER },
    { awakeable: true },
    { send: LEDGER, delayMs: 50 },
    { run: "ship" },
    { increment: "count" },
    { sleepMs: 10 },
    { run: "thank" },
  ],
  "Order/run": [{ run: "charge" }, { promise: "paid" }, { run: "notify" }],
  "Order/pay": [{ run: "webhook" }, { resolve: "paid" }],
};

function invoking(target: TargetRef, idempotencyKey: string | null) {
  return { target, headers: [], body: new Uint8Array(), idempotencyKey };
}

function story(
  crashes: readonly Crash[],
  tape: readonly number[] = [],
  maxAttempts?: number,
): CrashWorld {
  const world = new CrashWorld(PROGRAMS, crashes, tape, maxAttempts);
  const attach: ClientRequest = {
    _tag: "Attach",
    ref: { _tag: "Workflow", name: "Order", key: "o" },
  };
  world.ask(registration(PROGRAMS));
  for (const key of ["one", "two"]) world.ask({ _tag: "Call", ...invoking(CART, key) });
  world.ask({ _tag: "Send", ...invoking(ORDER, null), delayMs: null }, attach);
  world.ask({ _tag: "Call", ...invoking(PAY, "pay") });
  world.run();
  return world;
}

/** What a client was told, without what depends on when it asked. */
function essence(reply: Reply | null): string {
  if (reply === null) return "nothing";
  if (reply._tag !== "Completed") return reply._tag;
  const { outcome } = reply;
  return outcome._tag === "Success" ? decodeUtf8(outcome.value) : JSON.stringify(outcome.failure);
}

/** Everything that a crash must not change; a day later, when all that ended is forgotten. */
function outcomeOf(world: CrashWorld): unknown {
  const rows = [...world.durable.rows()];
  return {
    problems: world.problems,
    replies: world.replies().map(essence).sort(),
    count: rows.flatMap((row) =>
      row.table === "state" && row.value ? [decodeUtf8(row.value)] : [],
    ),
    ran: [...new Set(world.executions)].sort(),
    left: rows.filter(({ table }) => !["deployment", "service", "state"].includes(table)),
  };
}

const CALM = story([]);

describe("a story without a crash", () => {
  it("ends well", () => {
    expect(outcomeOf(CALM)).toEqual({
      problems: [],
      replies: [
        "Accepted",
        "Done",
        "Done",
        "Registered",
        "charge! kept notify!",
        "reserve! 1  book! ok sent ship! 2  thank!",
        "reserve! 3  book! ok sent ship! 4  thank!",
        "webhook! ",
      ],
      count: ["4"],
      ran: ["book", "charge", "notify", "reserve", "ship", "thank", "webhook"],
      left: [],
    });
    expect(CALM.inputs).toBeGreaterThan(100);
  });
});

describe("a crash", () => {
  const points = Array.from({ length: CALM.inputs }, (_, k) => k + 1);

  it.each(["Lost", "Written", "Broken"] as const)(
    "after any input, with what was under way %s, changes nothing of the outcome (L-RECOVER-1)",
    (fate) => {
      const calm = outcomeOf(CALM);
      for (const afterInputs of points) {
        expect(outcomeOf(story([{ afterInputs, fate }])), `after ${afterInputs}`).toEqual(calm);
      }
    },
    60_000,
  );

  it("is survived again and again, in any order of inputs, with few attempts at a time", () => {
    const crash = fc.record({
      afterInputs: fc.integer({ min: 1, max: 400 }),
      fate: fc.constantFrom("Lost" as const, "Written" as const, "Broken" as const),
    });
    const tape = fc.array(fc.nat({ max: 7 }), { maxLength: 300, size: "max" });
    fc.assert(
      fc.property(
        fc.array(crash, { maxLength: 8 }),
        tape,
        fc.constantFrom(1, 2, 1_000),
        (crashes, tape, maxAttempts) => {
          expect(outcomeOf(story(crashes, tape, maxAttempts))).toEqual(outcomeOf(CALM));
        },
      ),
      { numRuns: 100 },
    );
  }, 60_000);
});
