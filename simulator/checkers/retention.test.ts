import { type Change, DEFAULTS, type Invocation, objectKeyOf, type Target } from "@holdfast/core";
import { expect, it } from "vitest";
import { A, invocation, nodeWith, row, step } from "./history.fixture.ts";
import { RetentionChecker } from "./retention.ts";

const DAY_MS = 86_400_000;
const kept = { completionRetentionMs: 500, journalRetentionMs: 100 };
const done = (expiresAtMs = 1_500): Invocation["status"] => ({
  _tag: "Completed",
  outcome: { _tag: "Success", value: new Uint8Array() },
  completedAtMs: 1_000,
  expiresAtMs,
});
const completed = invocation(A, done(), kept);
const first = row("journal", A, "00000000", {});
const gone = row("invocation", A, "", null);
const dropped = row("journal", A, "00000000", null);
const TIMER = { _tag: "TimerFired" };
const asks = (tag: string) => ({ _tag: "Requested", body: { _tag: tag, id: A } });
const see = (rows: readonly Change[], nowMs: number, event: unknown, changes: readonly Change[]) =>
  step(new RetentionChecker(), nodeWith(rows, nowMs), event, changes);

it("lets outcomes and journals go when their time is over, or when they are purged", () => {
  expect(() => {
    see([completed, first], 1_100, TIMER, [dropped]);
    see([completed], 1_500, TIMER, [gone]);
    see([completed, first], 1_500, TIMER, [dropped, gone]);
    see([completed, first], 1_001, asks("Purge"), [dropped, gone]);
    see([completed, first], 1_001, asks("PurgeJournal"), [dropped]);
    const unretained = { completionRetentionMs: 0, journalRetentionMs: 0 };
    see([invocation(A, { _tag: "Invoked" }, unretained)], 1_000, TIMER, [gone]);
  }).not.toThrow();
});

it.each([
  ["an outcome that goes too early", [completed], 1_499, TIMER, [gone]],
  ["a journal that goes too early", [completed, first], 1_099, TIMER, [dropped]],
  [
    "an outcome that goes with a purge of the journal",
    [completed],
    1_001,
    asks("PurgeJournal"),
    [gone],
  ],
  [
    "an outcome kept for another time than its own",
    [invocation(A, { _tag: "Invoked" }, kept)],
    1_000,
    TIMER,
    [invocation(A, done(2_000), kept)],
  ],
])("notices %s", (_, rows, nowMs, event, changes) => {
  expect(() => see(rows, nowMs, event, changes)).toThrow(/^S-RETAIN-1/);
});

it("notices a journal that stays when its invocation goes", () => {
  expect(() => see([completed, first], 1_500, TIMER, [gone])).toThrow(
    /^L-FORGET-1: .* is forgotten, but not journal/,
  );
});

it("notices state and promises that stay when their workflow's run goes", () => {
  const target: Target = {
    _tag: "Workflow",
    service: "Flow",
    key: "x",
    handler: "run",
    access: "Run",
  };
  const run = invocation(A, done(), { ...kept, target });
  const key = objectKeyOf(A, target) ?? "";
  for (const table of ["state", "promise"] as const) {
    const owned = row(table, key, "stage", {});
    expect(() => see([run, owned], 1_500, TIMER, [gone])).toThrow(/^L-FORGET-1/);
    const alsoGone = row(table, key, "stage", null);
    expect(() => see([run, owned], 1_500, TIMER, [alsoGone, gone])).not.toThrow();
  }
});

it("notices an invocation that is to be retained for another time than its handler says", () => {
  const options = { journalRetentionMs: null, idempotencyRetentionMs: 7_000 };
  const handler = { name: "work", options };
  const service = row("service", "", "Worker", {
    handlers: [handler],
    options: { ...options, idempotencyRetentionMs: 9_000 },
  });
  const begun = (completionRetentionMs: number, journalRetentionMs: number, key: string | null) =>
    invocation(
      A,
      { _tag: "Invoked" },
      {
        source: { _tag: "Ingress" },
        completionRetentionMs,
        journalRetentionMs,
        idempotencyKey: key,
      },
    );
  const request = asks("Call");
  expect(DEFAULTS.journalRetentionMs).toBe(DAY_MS);
  expect(() => see([service], 0, request, [begun(7_000, 7_000, "k")])).not.toThrow();
  expect(() => see([service], 0, request, [begun(DAY_MS, DAY_MS, null)])).not.toThrow();
  expect(() => see([service], 0, request, [begun(9_000, 7_000, "k")])).toThrow(/^S-RETAIN-1/);
  expect(() => see([service], 0, request, [begun(7_000, DAY_MS, "k")])).toThrow(/^S-RETAIN-1/);
});
