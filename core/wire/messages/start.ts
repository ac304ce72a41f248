import {
  type InvocationId,
  invocationIdBytes,
  invocationIdFromBytes,
} from "../../ids/invocation-id.ts";
import type { ProtocolVersion } from "../content-type.ts";
import type { Reader } from "../protobuf/reader.ts";
import type { Writer } from "../protobuf/writer.ts";
import type { Codec } from "./codec.ts";
import { MessageType } from "./message-type.ts";
import { EMPTY } from "./result.ts";

/** One key with its value, as given to the SDK at the start. */
export interface StateEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * The first message of an attempt: who it is, how much is replayed, what state it may know
 * (wire facts 1.4, 1.9). `key` is "" for a plain service. Fields of a later version are null,
 * `randomSeed` 0n.
 */
export interface Start {
  readonly _tag: "Start";
  readonly invocationId: InvocationId;
  readonly debugId: string;
  readonly knownEntries: number;
  readonly state: readonly StateEntry[];
  readonly partialState: boolean;
  readonly key: string;
  readonly retryCountSinceLastStoredEntry: number;
  readonly durationSinceLastStoredEntryMs: number;
  readonly randomSeed: bigint;
  readonly scope: string | null;
  readonly limitKey: string | null;
  readonly idempotencyKey: string | null;
}

/** Writes and reads Start with the fields of every version. */
export const startCodec: Codec<Start> = {
  type: MessageType.Start,
  encode: (writer, start) => writeStart(writer, start, 7),
  decode: readStart,
};

/** Writes the fields of a Start that `version` has. */
export function writeStart(writer: Writer, start: Start, version: ProtocolVersion): void {
  writer.bytes(1, invocationIdBytes(start.invocationId));
  writer.string(2, start.debugId);
  writer.uint32(3, start.knownEntries);
  for (const { key, value } of start.state) {
    const entry = writer.begin(4);
    writer.bytes(1, key);
    writer.bytes(2, value);
    writer.end(entry);
  }
  writer.bool(5, start.partialState);
  writer.string(6, start.key);
  writer.uint32(7, start.retryCountSinceLastStoredEntry);
  writer.uint64(8, start.durationSinceLastStoredEntryMs);
  if (version >= 6) writer.uint64Bits(9, start.randomSeed);
  if (version < 7) return;
  if (start.scope !== null) writer.stringAlways(10, start.scope);
  if (start.limitKey !== null) writer.stringAlways(11, start.limitKey);
  if (start.idempotencyKey !== null) writer.stringAlways(12, start.idempotencyKey);
}

function readStart(reader: Reader): Start | null {
  let id = EMPTY;
  let debugId = "";
  let knownEntries = 0;
  const state: StateEntry[] = [];
  let partialState = false;
  let key = "";
  let retryCountSinceLastStoredEntry = 0;
  let durationSinceLastStoredEntryMs = 0;
  let randomSeed = 0n;
  let scope: string | null = null;
  let limitKey: string | null = null;
  let idempotencyKey: string | null = null;
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        id = reader.bytes("id");
        break;
      case 2:
        debugId = reader.string("debug_id");
        break;
      case 3:
        knownEntries = reader.uint32("known_entries");
        break;
      case 4:
        if (reader.countElement("state_map")) state.push(readStateEntry(reader));
        break;
      case 5:
        partialState = reader.bool("partial_state");
        break;
      case 6:
        key = reader.string("key");
        break;
      case 7:
        retryCountSinceLastStoredEntry = reader.uint32("retry_count_since_last_stored_entry");
        break;
      case 8:
        durationSinceLastStoredEntryMs = reader.uint64("duration_since_last_stored_entry");
        break;
      case 9:
        randomSeed = reader.uint64Bits("random_seed");
        break;
      case 10:
        scope = reader.string("scope");
        break;
      case 11:
        limitKey = reader.string("limit_key");
        break;
      case 12:
        idempotencyKey = reader.string("idempotency_key");
        break;
      default:
        reader.skip();
    }
  }
  const invocationId = invocationIdFromBytes(id);
  if (invocationId === null) return reader.refuse("id", `has ${id.length} bytes, expected 24`);
  return {
    _tag: "Start",
    invocationId,
    debugId,
    knownEntries,
    state,
    partialState,
    key,
    retryCountSinceLastStoredEntry,
    durationSinceLastStoredEntryMs,
    randomSeed,
    scope,
    limitKey,
    idempotencyKey,
  };
}

function readStateEntry(reader: Reader): StateEntry {
  const outer = reader.enter("state_map");
  let key = EMPTY;
  let value = EMPTY;
  while (reader.nextField()) {
    if (reader.field === 1) key = reader.bytes("state_map.key");
    else if (reader.field === 2) value = reader.bytes("state_map.value");
    else reader.skip();
  }
  reader.leave(outer);
  return { key, value };
}
