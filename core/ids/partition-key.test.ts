import { expect, it } from "vitest";
import { partitionKeyFromHash } from "./partition-key.ts";

it("a partition key has 16 digits, so that text orders as the number does", () => {
  const hashes = [0n, 1n, 0xffn, 2n ** 60n - 1n, 2n ** 60n, 2n ** 64n - 1n];
  const keys = hashes.map(partitionKeyFromHash);
  expect(keys[1]).toBe("0000000000000001");
  expect(keys.every((key) => key.length === 16)).toBe(true);
  expect(keys.toSorted()).toEqual(keys);
});
