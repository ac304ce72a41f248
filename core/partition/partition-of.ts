import type { PartitionKey } from "../ids/index.ts";

/** The partition that owns a key: the key space is cut into `count` even ranges. */
export function partitionOf(key: PartitionKey, count: number): number {
  const high = Number.parseInt(key.slice(0, 8), 16);
  return Math.floor((high / 0x1_0000_0000) * count);
}
