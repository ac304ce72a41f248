import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SortedItems } from "./sorted-items.ts";

const item = fc.nat({ max: 700 }).map((n) => n.toString(16).padStart(3, "0"));

describe("SortedItems", () => {
  it("is a sorted set under any additions, removals and reads", () => {
    const operation = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant("add" as const), item }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant("remove" as const), item }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant("read" as const),
          item,
          limit: fc.oneof(fc.nat({ max: 5 }), fc.constant(Number.POSITIVE_INFINITY)),
        }),
      },
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(item, { maxLength: 600, size: "max" }),
        fc.array(operation, { maxLength: 400, size: "max" }),
        (initial, operations) => {
          const model = new Set(initial);
          const items = new SortedItems(initial);
          for (const operation of operations) {
            if (operation.kind === "add") {
              if (!model.has(operation.item)) items.add(operation.item);
              model.add(operation.item);
            } else if (operation.kind === "remove") {
              items.remove(operation.item);
              model.delete(operation.item);
            } else {
              const { item: from, limit } = operation;
              const expected = [...model].filter((each) => each >= from).sort();
              expect(items.from(from, limit)).toEqual(expected.slice(0, limit));
            }
          }
          expect(items.from("", Number.POSITIVE_INFINITY)).toEqual([...model].sort());
        },
      ),
      { numRuns: 60 },
    );
  });

  it("keeps its order when it is emptied and filled again, backwards and forwards", () => {
    const items = new SortedItems([]);
    const all = Array.from({ length: 1_000 }, (_, n) => n.toString().padStart(4, "0"));
    for (const each of all.toReversed()) items.add(each);
    expect(items.from("", Number.POSITIVE_INFINITY)).toEqual(all);
    for (const each of all) items.remove(each);
    expect(items.from("", 1)).toEqual([]);
    for (const each of all) items.add(each);
    expect(items.from("0500", 3)).toEqual(["0500", "0501", "0502"]);
    expect(items.from("9999", 3)).toEqual([]);
  });
});
