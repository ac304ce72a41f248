import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InvocationId } from "../ids/index.ts";
import {
  inboxItem,
  journalItem,
  MAX_TIME_MS,
  notificationKey,
  outboxItem,
  stateItem,
  stateKeyBytes,
  type Timer,
  timerItem,
} from "./index.ts";

const ID = "5164c775648d211bfc1b0e11991cc94920918243914fad60" as InvocationId;

describe("item keys", () => {
  it.each([
    ["journal entries", journalItem, 0xffff_ffff],
    ["inbox places", inboxItem, 0xffff_ffff_ffff],
    ["outbox places", outboxItem, 0xffff_ffff_ffff],
  ])("order %s as their numbers do", (_, item, max) => {
    fc.assert(
      fc.property(fc.nat({ max }), fc.nat({ max }), (a, b) => {
        expect(item(a) < item(b)).toBe(a < b);
      }),
    );
  });

  it("order timers by the time when they are due", () => {
    const timer = (dueMs: number): Timer => ({ _tag: "Start", dueMs, id: ID });
    fc.assert(
      fc.property(fc.nat({ max: MAX_TIME_MS }), fc.nat({ max: MAX_TIME_MS }), (a, b) => {
        expect(timerItem(timer(a)) < timerItem(timer(b))).toBe(a < b);
      }),
    );
    const never = timerItem(timer(2 ** 63));
    expect(never >= timerItem(timer(MAX_TIME_MS))).toBe(true);
    expect(never > timerItem(timer(MAX_TIME_MS - 1))).toBe(true);
  });

  it("tell all timers of one time and one invocation apart", () => {
    const at = { dueMs: 5, id: ID };
    const timers: readonly Timer[] = [
      { _tag: "Sleep", ...at, incarnation: 1, completionId: 1 },
      { _tag: "Sleep", ...at, incarnation: 1, completionId: 2 },
      { _tag: "Sleep", ...at, incarnation: 2, completionId: 1 },
      { _tag: "Start", ...at },
      { _tag: "Retry", ...at, epoch: 1 },
      { _tag: "Retry", ...at, epoch: 2 },
      { _tag: "ExpireJournal", ...at },
      { _tag: "ExpireInvocation", ...at },
    ];
    expect(new Set(timers.map(timerItem)).size).toBe(timers.length);
  });

  it("give back the bytes of a state key, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(stateKeyBytes(stateItem(a))).toEqual(a);
        expect(stateItem(a) === stateItem(b)).toBe(a.join() === b.join());
      }),
    );
  });

  it("tell notifications apart: a completion, a signal and a name never meet", () => {
    const keys = [
      notificationKey({ _tag: "Completion", completionId: 1 }),
      notificationKey({ _tag: "Signal", index: 1 }),
      notificationKey({ _tag: "NamedSignal", name: "1" }),
      notificationKey({ _tag: "NamedSignal", name: "c1" }),
      notificationKey({ _tag: "NamedSignal", name: "" }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
