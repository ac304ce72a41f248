import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InvocationId } from "../ids/index.ts";
import type { Change, Row, Table, Tables, View } from "../model/index.ts";
import { Ahead } from "./ahead.ts";
import { MemoryTables } from "./memory-tables.ts";

/** The simplest store there can be: one flat map, sorted anew for each scan. */
class ModelTables implements View {
  private readonly rows = new Map<string, Change>();

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      const name = JSON.stringify([change.table, change.group, change.item]);
      if (change.value === null) this.rows.delete(name);
      else this.rows.set(name, change);
    }
  }

  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    const row = this.rows.get(JSON.stringify([table, group, item]));
    return (row?.value ?? undefined) as Tables[T] | undefined;
  }

  scan<T extends Table>(
    table: T,
    group: string,
    from = "",
    limit: number = Number.POSITIVE_INFINITY,
  ): readonly Row<T>[] {
    return [...this.rows.values()]
      .filter((row) => row.table === table && row.group === group && row.item >= from)
      .map(({ item, value }) => ({ item, value: value as Tables[T] }))
      .sort((a, b) => (a.item < b.item ? -1 : 1))
      .slice(0, limit);
  }

  all(): readonly Change[] {
    return [...this.rows.values()];
  }
}

// Rows that stay cached once durable (lock, dedup, a short journal entry) and rows that do not.
const item = fc.constantFrom("", "a", "b", "c", "d", "e");
const group = fc.constantFrom("g", "h");
const table = fc.constantFrom("lock", "dedup", "running", "state", "journal");
const place = fc.record({ table, group, item });
const limit = fc.oneof(fc.nat({ max: 4 }), fc.constant(Number.POSITIVE_INFINITY));

const change: fc.Arbitrary<Change> = fc
  .record({ place, n: fc.nat(), deleted: fc.boolean(), long: fc.boolean() })
  .map(({ place, n, deleted, long }) => {
    return { ...place, value: deleted ? null : valueOf(place.table, n, long) } as Change;
  });

function valueOf(table: string, n: number, long: boolean): Change["value"] {
  switch (table) {
    case "lock":
      return { holder: `${n}` as InvocationId, nextSequence: n };
    case "state":
      return Uint8Array.of(n & 255, n >> 8);
    case "journal": {
      const payload = new Uint8Array(long ? 5_000 : 2).fill(n);
      return { _tag: "Command", type: 0x0403, payload, completionId: null, storedAtMs: n };
    }
    default:
      return n;
  }
}

const apply = fc.record({
  kind: fc.constant("apply" as const),
  changes: fc.array(change, { maxLength: 8 }),
});
const read = fc.record({ kind: fc.constant("read" as const), place, limit });

function expectSameReads(
  view: View,
  model: View,
  { table, group, item }: { readonly table: Table; readonly group: string; readonly item: string },
  limit: number,
): void {
  expect(view.get(table, group, item)).toEqual(model.get(table, group, item));
  expect(view.scan(table, group, item, limit)).toEqual(model.scan(table, group, item, limit));
  expect(view.scan(table, group)).toEqual(model.scan(table, group));
}

describe("MemoryTables", () => {
  it("reads as a flat map would, whatever is written", () => {
    const steps = fc.array(fc.oneof(apply, read), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (steps) => {
        const tables = new MemoryTables();
        const model = new ModelTables();
        for (const step of steps) {
          if (step.kind === "read") expectSameReads(tables, model, step.place, step.limit);
          else {
            tables.apply(step.changes);
            model.apply(step.changes);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("dumps every row once, and a store made of the dump is the same", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 100, size: "max" }), (changes) => {
        const tables = new MemoryTables();
        const model = new ModelTables();
        tables.apply(changes);
        model.apply(changes);
        const dump = [...tables.rows()];
        expect(dump).toHaveLength(model.all().length);
        expect(new Set(dump)).toEqual(new Set(model.all()));
        const copy = new MemoryTables();
        copy.apply(dump.toReversed());
        expect([...copy.rows()]).toEqual(dump);
      }),
    );
  });
});

/** A store behind its engine: batches are built, then written, then reported durable. */
class Behind {
  readonly base = new MemoryTables();
  /** All that was ever applied, durable or not. */
  readonly everything = new ModelTables();
  /** What has been written, reported yet or not. */
  readonly written = new ModelTables();
  readonly ahead: Ahead;
  private building: Change[] = [];
  private sequence = 1;
  private underWay: { changes: readonly Change[]; isWritten: boolean } | null = null;

  constructor(cachedRows: number) {
    this.ahead = new Ahead(this.base, cachedRows);
  }

  apply(changes: readonly Change[]): void {
    this.ahead.apply(changes, this.sequence);
    this.everything.apply(changes);
    this.building.push(...changes);
  }

  /** A store may have written a batch some time before it says so. */
  write(): void {
    if (this.underWay === null) {
      this.underWay = { changes: this.building, isWritten: false };
      this.building = [];
      this.sequence++;
    } else if (!this.underWay.isWritten) {
      this.underWay.isWritten = true;
      this.base.apply(this.underWay.changes);
      this.written.apply(this.underWay.changes);
    } else {
      this.ahead.settle(this.underWay.changes, this.sequence - 1);
      this.underWay = null;
    }
  }
}

describe("Ahead", () => {
  const write = fc.record({ kind: fc.constant("write" as const) });
  const steps = fc.array(fc.oneof(apply, read, write), { maxLength: 120, size: "max" });

  it.each([0, 1, 3, 1_000])(
    "shows all changes, and its durable view only written ones, with %i cached rows",
    (cachedRows) => {
      fc.assert(
        fc.property(steps, (steps) => {
          const behind = new Behind(cachedRows);
          for (const step of steps) {
            if (step.kind === "apply") behind.apply(step.changes);
            else if (step.kind === "write") behind.write();
            else {
              const { ahead, everything, written } = behind;
              expectSameReads(ahead, everything, step.place, step.limit);
              expectSameReads(ahead.durableView, written, step.place, step.limit);
            }
          }
        }),
        { numRuns: 150 },
      );
    },
  );

  it("reads a row that is not cached from the store once, and then from memory", () => {
    const base = new MemoryTables();
    base.apply([{ table: "dedup", group: "seen", item: "1", value: 7 }]);
    let reads = 0;
    const counted: View = {
      get: (table, group, item) => {
        reads++;
        return base.get(table, group, item);
      },
      scan: (table, group, from, limit) => base.scan(table, group, from, limit),
    };
    const ahead = new Ahead(counted, 1);
    expect([ahead.get("dedup", "seen", "1"), ahead.get("dedup", "seen", "1")]).toEqual([7, 7]);
    expect(reads).toBe(1);
  });

  it("keeps no durable row that is not worth it: large, or not read again soon", () => {
    const reads: string[] = [];
    const base = new MemoryTables();
    const ahead = new Ahead({
      get: (table, group, item) => {
        reads.push(table);
        return base.get(table, group, item);
      },
      scan: (table, group, from, limit) => base.scan(table, group, from, limit),
    });
    const payload = new Uint8Array(5_000);
    const changes: readonly Change[] = [
      { table: "state", group: "g", item: "i", value: payload },
      { table: "running", group: "g", item: "i", value: 1 },
      {
        table: "journal",
        group: "g",
        item: "i",
        value: { _tag: "Command", type: 0x0403, payload, completionId: null, storedAtMs: 1 },
      },
      {
        table: "lock",
        group: "g",
        item: "i",
        value: { holder: "h" as InvocationId, nextSequence: 0 },
      },
      { table: "lock", group: "g", item: "gone", value: null },
    ];
    ahead.apply(changes, 1);
    for (const { table, group, item } of changes) ahead.get(table, group, item);
    expect(reads).toEqual([]);
    base.apply(changes);
    ahead.settle(changes, 1);
    for (const { table, group, item } of changes) ahead.get(table, group, item);
    expect(reads).toEqual(["state", "running", "journal", "lock"]);
  });

  it("keeps no more durable rows than it is told to, the latest", () => {
    const { ahead, reads } = filled(2);
    for (const item of ["4", "3", "2", "1"]) ahead.get("dedup", "seen", item);
    expect(reads).toEqual(["2", "1"]);
  });
});

/** Four rows, made durable one after the other; `reads` are those that go to the store. */
function filled(cachedRows: number): { ahead: Ahead; reads: string[] } {
  const reads: string[] = [];
  const base = new MemoryTables();
  const ahead = new Ahead(
    {
      get: (table, group, item) => {
        reads.push(item);
        return base.get(table, group, item);
      },
      scan: (table, group, from, limit) => base.scan(table, group, from, limit),
    },
    cachedRows,
  );
  for (const n of [1, 2, 3, 4]) {
    const changes: Change[] = [{ table: "dedup", group: "seen", item: String(n), value: n }];
    ahead.apply(changes, n);
    base.apply(changes);
    ahead.settle(changes, n);
  }
  return { ahead, reads };
}
