import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PartitionKey, partitionKeyFromHash } from "../ids/index.ts";
import { partitionOf } from "./partition-of.ts";

describe("partitionOf", () => {
  it("cuts the key space into even ranges, in order", () => {
    expect(partitionOf("0000000000000000" as PartitionKey, 4)).toBe(0);
    expect(partitionOf("3fffffffffffffff" as PartitionKey, 4)).toBe(0);
    expect(partitionOf("4000000000000000" as PartitionKey, 4)).toBe(1);
    expect(partitionOf("bfffffffffffffff" as PartitionKey, 4)).toBe(2);
    expect(partitionOf("ffffffffffffffff" as PartitionKey, 4)).toBe(3);
    expect(partitionOf("ffffffffffffffff" as PartitionKey, 1)).toBe(0);
  });

  it("gives every key to one of them", () => {
    const hash = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn });
    fc.assert(
      fc.property(hash, hash, fc.integer({ min: 1, max: 1_000 }), (a, b, count) => {
        const [one, other] = [a < b ? a : b, a < b ? b : a].map(partitionKeyFromHash);
        if (one === undefined || other === undefined) throw new Error("no keys");
        expect(partitionOf(one, count)).toBeGreaterThanOrEqual(0);
        expect(partitionOf(one, count)).toBeLessThanOrEqual(partitionOf(other, count));
        expect(partitionOf(other, count)).toBeLessThan(count);
      }),
    );
  });
});
