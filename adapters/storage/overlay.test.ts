import { type Change, MemoryTables, type Table, type View } from "@holdfast/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRecord } from "./log/record.ts";
import { Overlay } from "./overlay.ts";

/** Batches, the tables that have followed some of them, and the overlay over those. */
class Layers {
  readonly tables = new MemoryTables();
  readonly all = new MemoryTables();
  readonly overlay: Overlay;
  private readonly ahead: { readonly sequence: number; readonly changes: readonly Change[] }[] = [];
  private sequence = 0;

  constructor() {
    this.overlay = new Overlay(this.tables);
  }

  add(changes: readonly Change[]): void {
    const sequence = ++this.sequence;
    this.all.apply(changes);
    this.ahead.push({ sequence, changes });
    this.overlay.add(sequence, encodeRecord(1, sequence, sequence - 1, changes).rows);
  }

  /** The tables take in some batches; the overlay hears of it now or, as of a thread, later. */
  follow(count: number, heard: boolean): void {
    const followed = this.ahead.slice(0, count);
    for (const { changes } of followed) this.tables.apply(changes);
    if (!heard) return;
    this.ahead.splice(0, count);
    this.overlay.drop(followed.at(-1)?.sequence ?? 0);
  }
}

const place = fc.record({
  table: fc.constantFrom<Table[]>("running", "dedup"),
  group: fc.constantFrom("", "g"),
  item: fc.nat({ max: 120 }).map((n) => n.toString(16).padStart(2, "0")),
});
const change = fc
  .record({ place, value: fc.option(fc.nat(), { freq: 2 }) })
  .map(({ place, value }) => ({ ...place, value }) as Change);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.array(change, { maxLength: 60 }).map((changes) => ({ changes })) },
  { weight: 1, arbitrary: fc.record({ count: fc.nat({ max: 3 }), heard: fc.boolean() }) },
);
const limit = fc.oneof(fc.nat({ max: 5 }), fc.constant(Number.POSITIVE_INFINITY));

describe("an overlay", () => {
  it("reads as if the tables had followed, however far they have", () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.array(fc.tuple(place, limit)),
        (steps, at) => {
          const layers = new Layers();
          for (const step of steps) {
            if ("changes" in step) layers.add(step.changes);
            else layers.follow(step.count, step.heard);
          }
          const { overlay, all }: { readonly overlay: View; readonly all: View } = layers;
          for (const [{ table, group, item }, limit] of at) {
            expect(overlay.get(table, group, item)).toEqual(all.get(table, group, item));
            expect(overlay.scan(table, group, item, limit)).toEqual(
              all.scan(table, group, item, limit),
            );
            expect(overlay.scan(table, group)).toEqual(all.scan(table, group));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("finds what is behind many deleted rows", () => {
    const layers = new Layers();
    const items = Array.from({ length: 500 }, (_, n) => n.toString().padStart(3, "0"));
    const put =
      (value: number | null) =>
      (item: string): Change => {
        return { table: "running", group: "", item, value };
      };
    layers.add(items.map(put(1)));
    layers.follow(1, true);
    layers.add(items.slice(0, 490).map(put(null)));
    expect(layers.overlay.scan("running", "", "", 2).map(({ item }) => item)).toEqual([
      "490",
      "491",
    ]);
  });

  it("holds nothing once the tables have everything", () => {
    const layers = new Layers();
    layers.add([{ table: "running", group: "", item: "a", value: 1 }]);
    layers.follow(1, true);
    layers.tables.apply([{ table: "running", group: "", item: "a", value: 2 }]);
    expect(layers.overlay.get("running", "", "a")).toBe(2);
  });
});
