import { type Change, stateItem, type Table, TABLES, type View } from "@holdfast/core";
import * as fc from "fast-check";
import type { Store } from "holdfast/storage";
import { expect, it } from "vitest";
import { durable, open, withDirectory } from "./open.ts";

const RUNS = 25;

/** The plainest store there is: all rows in one map, and every read looks at all of them. */
class Model {
  private rows = new Map<string, Change>();

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      const key = JSON.stringify([change.table, change.group, change.item]);
      if (change.value === null) this.rows.delete(key);
      else this.rows.set(key, change);
    }
  }

  scan(table: Table, group: string, from: string, limit: number) {
    return [...this.rows.values()]
      .filter((row) => row.table === table && row.group === group && row.item >= from)
      .toSorted((a, b) => (a.item < b.item ? -1 : 1))
      .slice(0, limit)
      .map(({ item, value }) => ({ item, value }));
  }

  get(table: Table, group: string, item: string): unknown {
    return this.scan(table, group, item, 1).find((row) => row.item === item)?.value;
  }
}

type Step =
  | { readonly _tag: "Batches"; readonly batches: readonly (readonly Change[])[] }
  | { readonly _tag: "Reopen" }
  | { readonly _tag: "Get"; readonly table: Table; readonly group: string; readonly item: string }
  | {
      readonly _tag: "Scan";
      readonly table: Table;
      readonly group: string;
      readonly from: string;
      readonly limit: number;
    };

// Few keys, so that steps meet; the store does not care which table holds which value.
const table = fc.constantFrom<Table[]>("journal", "state", "timer");
const group = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("", "a", "ab", "🎩/é") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
);
const item = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("", "a", "b", "ab", "a\0", "\x7f", "\x80", "ÿ") },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map(stateItem) },
);
const value = fc.oneof(
  fc.nat(),
  fc.uint8Array({ maxLength: 3_000, size: "max" }),
  fc.record(
    { _tag: fc.string(), payload: fc.uint8Array(), id: fc.option(fc.string()) },
    { noNullPrototype: true },
  ),
);
const change = fc
  .record({ table, group, item, value: fc.option(value, { freq: 3 }) })
  .map((row) => row as Change);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant("Batches" as const),
      batches: fc.array(fc.array(change, { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Reopen" as const) }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Get" as const), table, group, item }) },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("Scan" as const),
      table,
      group,
      from: item,
      limit: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat(5)),
    }),
  },
);

/** What was found, and what should have been. */
type Compared = readonly [found: unknown, expected: unknown];

/** One store and its model, taken through steps side by side. */
class Run {
  private readonly model = new Model();
  private readonly directory: string;
  private store: Store;
  private sequence = 0;

  constructor(directory: string, store: Store) {
    this.directory = directory;
    this.store = store;
  }

  async take(step: Step): Promise<Compared> {
    const { store, model } = this;
    switch (step._tag) {
      case "Batches":
        for (const changes of step.batches) model.apply(changes);
        await Promise.all(step.batches.map((changes) => durable(store, ++this.sequence, changes)));
        return [null, null];
      case "Reopen":
        await store.close();
        this.store = await open(this.directory);
        return [this.store.lastSequence, this.sequence];
      case "Get": {
        const { table, group, item } = step;
        return [store.view.get(table, group, item), model.get(table, group, item)];
      }
      case "Scan": {
        const { table, group, from, limit } = step;
        const found = store.view.scan(table, group, from, limit);
        return [found, model.scan(table, group, from, limit)];
      }
    }
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

/** Steps that look at every table of every group that the steps before wrote to. */
function lookAtAll(steps: readonly Step[]): readonly Step[] {
  const batches = steps.flatMap((step) => (step._tag === "Batches" ? step.batches : []));
  const groups = new Set(batches.flat().map(({ group }) => group));
  const whole = { _tag: "Scan" as const, from: "", limit: Number.POSITIVE_INFINITY };
  return [...groups].flatMap((group) => TABLES.map((table) => ({ ...whole, table, group })));
}

it("reads like a map of rows, through any batches and restarts", { timeout: 60_000 }, async () => {
  const steps = fc.array(step, { maxLength: 15, size: "max" });
  const property = fc.asyncProperty(steps, (steps) =>
    withDirectory(async (directory) => {
      const run = new Run(directory, await open(directory));
      try {
        for (const step of [...steps, { _tag: "Reopen" } as const, ...lookAtAll(steps)]) {
          const [found, expected] = await run.take(step);
          expect(found).toStrictEqual(expected);
        }
      } finally {
        await run.close();
      }
    }),
  );
  await fc.assert(property, { numRuns: RUNS });
});

it("gives the defaults of a scan their meaning", { timeout: 30_000 }, () =>
  withDirectory(async (directory) => {
    const store = await open(directory);
    const changes = ["b", "a", "c"].map((item): Change => ({
      table: "running",
      group: "",
      item,
      value: 1,
    }));
    await durable(store, 1, changes);
    const { view }: { readonly view: View } = store;
    expect(view.scan("running", "").map(({ item }) => item)).toEqual(["a", "b", "c"]);
    expect(view.scan("running", "", "b").map(({ item }) => item)).toEqual(["b", "c"]);
    await store.close();
  }),
);
