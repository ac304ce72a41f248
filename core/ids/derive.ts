import { encodeUtf8 } from "../wire/utf8.ts";
import type { Entropy } from "./entropy.ts";
import { hexOfBytes } from "./hex.ts";
import type { InvocationId } from "./invocation-id.ts";
import { type PartitionKey, partitionKeyFromHash, partitionKeyOf } from "./partition-key.ts";
import { ulidBytes } from "./ulid.ts";

/**
 * The two hash functions ids are made with, handed in by the host.
 * Exists because core has no dependencies and both are long solved outside.
 */
export interface Hashes {
  /** XXH3, 64 bits, seed 0. */
  readonly hash64: (bytes: Uint8Array) => bigint;
  /** SHA-256, 32 bytes. */
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
}

/** In how many places the keyless invocations of one service live (wire facts 1.10). */
const UNKEYED_BUCKETS = 512;

const HASH_END = 0xff;
const UNKEYED_DOMAIN = "unscoped/service";

/** Where everything of an object's or workflow's key lives: xxh3(key, 0xFF). */
export function keyPartition(hashes: Hashes, key: string): PartitionKey {
  return partitionKeyFromHash(hashes.hash64(hashable(key)));
}

/** The one id of a workflow's run, the same each time it is asked for (wire facts 1.10). */
export function workflowInvocationId(hashes: Hashes, name: string, key: string): InvocationId {
  return join(keyPartition(hashes, key), contentUuid(hashes, ["wf", name, key]));
}

/**
 * The id that a request with an idempotency key always has (wire facts 1.10).
 * `key` is null for a plain service. By it a repeated request finds the first one.
 */
export function idempotentInvocationId(
  hashes: Hashes,
  service: string,
  key: string | null,
  handler: string,
  idempotencyKey: string,
): InvocationId {
  if (key !== null) {
    const uuid = contentUuid(hashes, ["ik", service, key, handler, idempotencyKey]);
    return join(keyPartition(hashes, key), uuid);
  }
  const bucket = Number(hashes.hash64(hashable(idempotencyKey)) % BigInt(UNKEYED_BUCKETS));
  const uuid = contentUuid(hashes, ["ik", service, handler, idempotencyKey]);
  return join(bucketPartition(hashes, service, bucket), uuid);
}

/** The id of any other request: by its key or a random bucket of its service, and a ULID. */
export function randomInvocationId(
  hashes: Hashes,
  service: string,
  key: string | null,
  nowMs: number,
  entropy: Entropy,
): InvocationId {
  const partition =
    key === null
      ? bucketPartition(hashes, service, entropy[3] % UNKEYED_BUCKETS)
      : keyPartition(hashes, key);
  return join(partition, ulidBytes(nowMs, entropy));
}

/** Another id where this one lives: what belongs to its key finds both (wire facts 5.3). */
export function siblingInvocationId(
  id: InvocationId,
  nowMs: number,
  entropy: Entropy,
): InvocationId {
  return join(partitionKeyOf(id), ulidBytes(nowMs, entropy));
}

function bucketPartition(hashes: Hashes, service: string, bucket: number): PartitionKey {
  const prefix = encodeUtf8(`${service}\0${UNKEYED_DOMAIN}`);
  const bytes = new Uint8Array(prefix.length + 9);
  bytes.set(prefix);
  // 0xFF is no UTF-8, so the separators are put in by place, not by text.
  bytes[prefix.length - UNKEYED_DOMAIN.length - 1] = HASH_END;
  bytes[prefix.length] = HASH_END;
  bytes[prefix.length + 1] = bucket;
  bytes[prefix.length + 2] = bucket >> 8;
  return partitionKeyFromHash(hashes.hash64(bytes));
}

function hashable(text: string): Uint8Array {
  const utf8 = encodeUtf8(text);
  const bytes = new Uint8Array(utf8.length + 1);
  bytes.set(utf8);
  bytes[utf8.length] = HASH_END;
  return bytes;
}

function contentUuid(hashes: Hashes, parts: readonly string[]): Uint8Array {
  return hashes.sha256(encodeUtf8(parts.join(","))).subarray(0, 16);
}

function join(partition: PartitionKey, uuid: Uint8Array): InvocationId {
  return (partition + hexOfBytes(uuid)) as InvocationId;
}
