import type { InvocationId } from "./invocation-id.ts";

declare const brand: unique symbol;

/**
 * Where an entity lives: 16 lowercase hex digits of a u64 (wire facts 1.10).
 * Text, not a number, because 64 bits do not fit a JS number and text orders the same way.
 */
export type PartitionKey = string & { readonly [brand]: "PartitionKey" };

/** The partition key of an invocation: its first 16 hex digits. */
export function partitionKeyOf(id: InvocationId): PartitionKey {
  return id.slice(0, 16) as PartitionKey;
}

/** A u64 hash as a partition key. */
export function partitionKeyFromHash(hash: bigint): PartitionKey {
  return hash.toString(16).padStart(16, "0") as PartitionKey;
}
