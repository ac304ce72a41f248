import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULTS, LIMITS } from "../engine/config.ts";
import type { InvocationId } from "../ids/index.ts";
import type { Change } from "../model/index.ts";
import { MemoryTables } from "../store/index.ts";
import { Draft } from "./draft.ts";
import type { Event } from "./event.ts";

const CONFIG = {
  hashes: { hash64: () => 0n, sha256: () => new Uint8Array(32) },
  partition: { index: 0, count: 2 },
  clusterName: "test",
  defaults: DEFAULTS,
  limits: LIMITS,
};
const EVENT: Event = {
  _tag: "TimerFired",
  item: "",
  nowMs: 1_000,
  entropy: [1, 2, 3, 4],
};

function draftOn(view: MemoryTables): Draft {
  return new Draft(CONFIG, view, EVENT);
}

// Few places, so that the same row is written again and again; more than 24 of them, so that the
// index of long drafts is used too.
const write = fc.record({
  group: fc.constantFrom("g", "h"),
  item: fc.nat({ max: 40 }).map((n) => n.toString().padStart(2, "0")),
  value: fc.option(fc.nat()),
});
const read = fc.record({
  group: fc.constantFrom("g", "h"),
  from: fc.nat({ max: 41 }).map((n) => n.toString().padStart(2, "0")),
  limit: fc.oneof(fc.nat({ max: 5 }), fc.constant(Number.POSITIVE_INFINITY)),
});
const before = fc.array(write, { maxLength: 40, size: "max" });
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: write }, { weight: 1, arbitrary: read }), {
  maxLength: 120,
  size: "max",
});

function changeOf({ group, item, value }: { group: string; item: string; value: number | null }) {
  return { table: "running", group, item, value } satisfies Change;
}

describe("a draft", () => {
  it("reads its own writes, over what was there", () => {
    fc.assert(
      fc.property(before, steps, (before, steps) => {
        const view = new MemoryTables();
        view.apply(before.map(changeOf));
        const model = new MemoryTables();
        model.apply(before.map(changeOf));
        const draft = draftOn(view);
        for (const step of steps) {
          if ("limit" in step) {
            const { group, from, limit } = step;
            expect(draft.get("running", group, from)).toBe(model.get("running", group, from));
            expect(draft.scan("running", group, from, limit)).toEqual(
              model.scan("running", group, from, limit),
            );
            continue;
          }
          if (step.value === null) draft.delete("running", step.group, step.item);
          else draft.put("running", step.group, step.item, step.value);
          model.change(changeOf(step));
        }
        view.apply(draft.changes);
        expect([...view.rows()]).toEqual([...model.rows()]);
      }),
      { numRuns: 200 },
    );
  });

  it("changes each row at most once, however often it is written", () => {
    fc.assert(
      fc.property(fc.array(write, { minLength: 30, maxLength: 100, size: "max" }), (writes) => {
        const draft = draftOn(new MemoryTables());
        for (const { group, item, value } of writes) {
          if (value === null) draft.delete("running", group, item);
          else draft.put("running", group, item, value);
        }
        const rows = draft.changes.map(({ table, group, item }) => `${table} ${group} ${item}`);
        expect(new Set(rows).size).toBe(rows.length);
      }),
    );
  });

  it("tells tables apart that share group and item", () => {
    for (const others of [0, 30]) {
      const draft = draftOn(new MemoryTables());
      for (let i = 0; i < others; i++) draft.put("running", "filler", String(i), i);
      draft.put("dedup", "g", "1", 5);
      expect(draft.get("running", "g", "1")).toBeUndefined();
      expect(draft.scan("running", "g")).toEqual([]);
      expect(draft.get("dedup", "g", "1")).toBe(5);
    }
  });

  it("draws anew each time, and the same again for the same event", () => {
    const one = draftOn(new MemoryTables());
    const drawn = [one.draw(), one.draw(), one.draw()];
    expect(new Set(drawn.map(String)).size).toBe(3);
    const other = draftOn(new MemoryTables());
    expect([other.draw(), other.draw(), other.draw()]).toEqual(drawn);
  });

  it("numbers messages to another partition and keeps those to its own", () => {
    const draft = draftOn(new MemoryTables());
    const here = { _tag: "Kill", id: "0".repeat(48) as InvocationId } as const;
    const there = { _tag: "Kill", id: "f".repeat(48) as InvocationId } as const;
    for (const message of [there, here, there]) draft.send(message);
    expect(draft.inbound).toEqual([here]);
    expect(draft.actions).toEqual([
      { _tag: "SendMessage", to: 1, sequence: 1, message: there },
      { _tag: "SendMessage", to: 1, sequence: 2, message: there },
    ]);
    expect(draft.scan("outbox", "1").map(({ value }) => value.sequence)).toEqual([1, 2]);
    expect(draft.get("dedup", "next", "1")).toBe(2);
  });
});
