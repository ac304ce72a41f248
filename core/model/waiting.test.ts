import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Combinator } from "../wire/index.ts";
import {
  isSettled,
  type NotificationKey,
  settle,
  settleAny,
  type Settled,
  waitedKeys,
  type Waiting,
} from "./index.ts";

const A = "c1" as NotificationKey;
const B = "c2" as NotificationKey;
const C = "ngo" as NotificationKey;

const SUCCEEDED = "Success";
const FAILED = "Failure";

function settledAt(as: Settled["as"], at: number): Settled {
  return { _tag: "Settled", as, at };
}

type Results = ReadonlyMap<NotificationKey, Settled>;

function group(combinator: Combinator, ...of: readonly Waiting[]): Waiting {
  return { combinator, of };
}

function after(waiting: Waiting, results: readonly (readonly [NotificationKey, Settled["as"]])[]) {
  const known = new Map(results.map(([key, as], at) => [key, settledAt(as, at)] as const));
  const left = settle(waiting, (key) => known.get(key) ?? null);
  return isSettled(left) ? left.as : left;
}

describe("a group", () => {
  it("of which the first counts takes its result", () => {
    const first = group("FirstCompleted", A, B);
    expect(after(first, [[B, FAILED]])).toBe("Failure");
    expect(after(first, [[A, SUCCEEDED]])).toBe("Success");
    expect(after(first, [])).toBe(first);
  });

  it("of which all have to come succeeds, whatever they are", () => {
    const all = group("AllCompleted", A, B);
    expect(after(all, [[A, FAILED]])).toEqual(group("AllCompleted", B));
    expect(
      after(all, [
        [A, FAILED],
        [B, SUCCEEDED],
      ]),
    ).toBe("Success");
  });

  it("of which one has to succeed fails with the last", () => {
    const any = group("FirstSucceededOrAllFailed", A, B);
    expect(after(any, [[A, FAILED]])).toEqual(group("FirstSucceededOrAllFailed", B));
    expect(after(any, [[B, SUCCEEDED]])).toBe("Success");
    expect(
      after(any, [
        [A, FAILED],
        [B, FAILED],
      ]),
    ).toBe("Failure");
  });

  it("of which none may fail fails with the first that does", () => {
    const all = group("AllSucceededOrFirstFailed", A, B);
    expect(after(all, [[A, SUCCEEDED]])).toEqual(group("AllSucceededOrFirstFailed", B));
    expect(after(all, [[B, FAILED]])).toBe("Failure");
    expect(
      after(all, [
        [A, SUCCEEDED],
        [B, SUCCEEDED],
      ]),
    ).toBe("Success");
  });

  it("of a kind that is not known is settled by any, and settles those around it", () => {
    const unknown = group("Unknown", A, B);
    expect(after(unknown, [[A, FAILED]])).toBe("Either");
    const failed = [[A, FAILED]] as const;
    expect(after(group("FirstSucceededOrAllFailed", unknown, C), failed)).toBe("Either");
    expect(after(group("AllSucceededOrFirstFailed", unknown, C), failed)).toBe("Either");
    expect(after(group("AllCompleted", unknown, C), failed)).toEqual(group("AllCompleted", C));
  });
});

const KEYS = ["c1", "c2", "c3", "s17", "ngo"].map((text) => text as NotificationKey);
const key = fc.constantFrom(...KEYS);
const combinator = fc.constantFrom<Combinator>(
  "Unknown",
  "FirstCompleted",
  "AllCompleted",
  "FirstSucceededOrAllFailed",
  "AllSucceededOrFirstFailed",
);
const { tree } = fc.letrec<{ tree: Waiting }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    key,
    fc.record({ combinator, of: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }) }),
  ),
}));
const arrivals = fc
  .tuple(fc.shuffledSubarray([...KEYS]), fc.infiniteStream(fc.boolean()))
  .map(([keys, fails]) =>
    keys.map((each) => [each, fails.next().value ? FAILED : SUCCEEDED] as const),
  );

/** The rules of the wire facts (1.8) read one by one, from all results at once. */
function verdict(waiting: Waiting, results: Results): Settled | null {
  if (typeof waiting === "string") return results.get(waiting) ?? null;
  const of = waiting.of.map((each) => verdict(each, results));
  const done = of.filter((each) => each !== null);
  const first = (wanted: readonly Settled[]) =>
    wanted.reduce<Settled | null>((a, b) => (a === null || b.at < a.at ? b : a), null);
  const lastAt = Math.max(...done.map(({ at }) => at));
  const whole = done.length === of.length;
  const without = (as: Settled["as"]) => first(done.filter((each) => each.as !== as));
  switch (waiting.combinator) {
    case "Unknown": {
      const found = first(done);
      return found === null ? null : settledAt("Either", found.at);
    }
    case "FirstCompleted":
      return first(done);
    case "AllCompleted":
      return whole ? settledAt("Success", lastAt) : null;
    case "FirstSucceededOrAllFailed":
      return without("Failure") ?? (whole ? settledAt("Failure", lastAt) : null);
    case "AllSucceededOrFirstFailed":
      return without("Success") ?? (whole ? settledAt("Success", lastAt) : null);
    default:
      return waiting.combinator satisfies never;
  }
}

describe("what is waited for (L-WAKE-1, S-WAKE-1)", () => {
  it("is settled by the same arrival whether results come one by one or all at once", () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 3 }), arrivals, (list, results) => {
        let left: readonly Waiting[] | null = list;
        const known = new Map<NotificationKey, Settled>();
        for (const [at, [told, as]] of results.entries()) {
          const result = settledAt(as, at);
          known.set(told, result);
          if (left !== null) left = settleAny(left, (each) => (each === told ? result : null));
          const atOnce = settleAny(list, (each) => known.get(each) ?? null);
          const judged = list.some((each) => verdict(each, known) !== null);
          expect(left === null).toBe(judged);
          expect(atOnce === null).toBe(judged);
          if (left === null || atOnce === null) continue;
          expect(left).toEqual(atOnce);
          for (const each of waitedKeys(left)) expect(known.has(each)).toBe(false);
        }
        if (results.length === KEYS.length) expect(left).toBeNull();
      }),
      { numRuns: 1_000 },
    );
  });

  it("goes by the order of the journal where two parts are there", () => {
    const race = group("AllSucceededOrFirstFailed", group("FirstCompleted", A, B), C);
    const failedFirst = [
      [B, FAILED],
      [A, SUCCEEDED],
    ] as const;
    expect(after(race, failedFirst)).toBe("Failure");
    expect(after(race, [...failedFirst].reverse())).toEqual(group("AllSucceededOrFirstFailed", C));
  });

  it("is the same object where nothing in it changed", () => {
    const list = [A, group("AllCompleted", B, group("FirstCompleted", C))];
    expect(settleAny(list, () => null)).toBe(list);
  });
});
