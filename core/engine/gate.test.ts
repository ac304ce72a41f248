import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../model/index.ts";
import type { Action } from "../partition/action.ts";
import { Gate } from "./gate.ts";

function change(n: number): Change {
  return { table: "dedup", group: "seen", item: String(n), value: n };
}

function action(n: number): Action {
  return { _tag: "Arm", dueMs: n };
}

function numbers(actions: readonly Action[]): number[] {
  return actions.map((action) => (action._tag === "Arm" ? action.dueMs : Number.NaN));
}

describe("the gate", () => {
  it("holds an action until its batch is durable (S-GATE-1)", () => {
    const gate = new Gate(1);
    gate.add({ changes: [change(1)], actions: [action(1)] });
    expect(gate.takeFreeActions()).toEqual([]);
    const batch = gate.takeBatch();
    expect(batch?.changes).toEqual([change(1)]);
    expect(gate.takeFreeActions()).toEqual([]);
    expect(numbers(gate.settle(1)?.actions ?? [])).toEqual([1]);
    expect(gate.idle).toBe(true);
  });

  it("lets an action without changes leave at once, but not before earlier changes", () => {
    const gate = new Gate(1);
    gate.add({ changes: [], actions: [action(1)] });
    expect(numbers(gate.takeFreeActions())).toEqual([1]);
    gate.add({ changes: [change(2)], actions: [] });
    gate.add({ changes: [], actions: [action(3)] });
    expect(gate.takeFreeActions()).toEqual([]);
    gate.takeBatch();
    gate.add({ changes: [], actions: [action(4)] });
    expect(gate.takeFreeActions()).toEqual([]);
    expect(numbers(gate.settle(1)?.actions ?? [])).toEqual([3]);
    expect(numbers(gate.takeFreeActions())).toEqual([4]);
  });

  it("gathers what happens while a batch is being written in the next", () => {
    const gate = new Gate(7);
    gate.add({ changes: [change(1)], actions: [] });
    expect(gate.takeBatch()?.sequence).toBe(7);
    gate.add({ changes: [change(2)], actions: [] });
    gate.add({ changes: [change(3)], actions: [] });
    expect(gate.takeBatch()).toBeNull();
    gate.settle(7);
    expect(gate.takeBatch()).toMatchObject({ sequence: 8, changes: [change(2), change(3)] });
  });

  it("knows only the batch that is being written", () => {
    const gate = new Gate(1);
    expect(gate.settle(1)).toBeNull();
    gate.add({ changes: [change(1)], actions: [] });
    gate.takeBatch();
    expect(gate.settle(2)).toBeNull();
    expect(gate.settle(1)).not.toBeNull();
    expect(gate.settle(1)).toBeNull();
  });

  it("weighs what is not yet durable", () => {
    const gate = new Gate(1);
    expect(gate.unwrittenBytes).toBe(0);
    const value = new Uint8Array(10_000);
    gate.add({ changes: [{ table: "state", group: "g", item: "k", value }], actions: [] });
    const one = gate.unwrittenBytes;
    expect(one).toBeGreaterThanOrEqual(10_000);
    gate.takeBatch();
    gate.add({ changes: [{ table: "state", group: "g", item: "k", value }], actions: [] });
    expect(gate.unwrittenBytes).toBe(2 * one);
    gate.settle(1);
    expect(gate.unwrittenBytes).toBe(one);
  });

  it("lets every action out once, in order, and never ahead of an earlier change", () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ changes: fc.nat({ max: 2 }), actions: fc.nat({ max: 2 }) }),
      },
      { weight: 2, arbitrary: fc.constant("write" as const) },
      { weight: 2, arbitrary: fc.constant("settle" as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const gate = new Gate(1);
        const owed: { readonly action: number; readonly afterChange: number }[] = [];
        const left: number[] = [];
        let [changes, actions, durable, sequence] = [0, 0, 0, 0];
        let writing: { readonly last: number } | null = null;
        const leave = (out: readonly Action[]) => {
          for (const n of numbers(out)) {
            left.push(n);
            expect(owed[n]?.afterChange).toBeLessThanOrEqual(durable);
          }
        };
        for (const step of [...steps, "settle", "write", "settle"] as const) {
          if (step === "write") {
            const batch = gate.takeBatch();
            if (batch !== null) {
              sequence = batch.sequence;
              writing = { last: changes };
            }
          } else if (step === "settle") {
            if (writing !== null) {
              durable = writing.last;
              writing = null;
              leave(gate.settle(sequence)?.actions ?? []);
            }
          } else {
            changes += step.changes;
            const first = actions;
            actions += step.actions;
            for (let n = first; n < actions; n++) owed.push({ action: n, afterChange: changes });
            gate.add({
              changes: Array.from({ length: step.changes }, (_, i) => change(changes - i)),
              actions: owed.slice(first).map((each) => action(each.action)),
            });
          }
          leave(gate.takeFreeActions());
        }
        expect(left).toEqual(owed.map(({ action }) => action));
      }),
      { numRuns: 300 },
    );
  });
});
