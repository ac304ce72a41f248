import { crc32 } from "node:zlib";
import type { Change } from "@holdfast/core";
import { SCHEMA_TABLES, tableNumber } from "../schema-tables.ts";
import { encodeValue } from "../value-codec.ts";
import { ByteSink } from "./byte-sink.ts";

/**
 * One batch in the change log. The header, little endian: magic (4 bytes), CRC-32 of all that
 * follows it (4), bytes of the body (4), epoch of the writer (4), sequence number (8), sequence
 * number of the record before it (8), format version (4). The body is the rows, one after the
 * other; see `encodeRecord`.
 */
const HEADER_BYTES = 36;

const MAGIC = 0x474c4648; // "HFLG"
const VERSION = 1;
const CHECKED_FROM = 8;

/** In the first byte of a row, beside the number of its table: its group is that of the row before. */
const SAME_GROUP = 0x80;

/** What stands in the header of a record. */
export interface RecordHead {
  readonly sequence: number;
  /** Sequence number of the record before this one, so that a missing one is noticed. */
  readonly previous: number;
  readonly epoch: number;
  /** Header and body. */
  readonly totalBytes: number;
}

/** One row of a record: the encoded value, or null where the row is deleted. */
export interface EncodedRow {
  readonly table: number;
  readonly group: string;
  readonly item: string;
  readonly value: Uint8Array | null;
}

export interface EncodedRecord {
  readonly bytes: Buffer;
  /** The rows, their values as views of `bytes`. */
  readonly rows: readonly EncodedRow[];
}

/**
 * Encodes a batch, with only the last change of each row. A row is: table number, with SAME_GROUP;
 * the group, unless it is the same; the item; one more than the bytes of the value, or 0 where the
 * row is deleted; the value. Texts are UTF-8 behind their number of bytes; numbers are LEB128.
 * Throws when a key is not well-formed Unicode (a store would keep another key) or when a value
 * cannot be encoded.
 */
export function encodeRecord(
  epoch: number,
  sequence: number,
  previous: number,
  changes: readonly Change[],
): EncodedRecord {
  const sink = new ByteSink(HEADER_BYTES);
  const places: { row: Omit<EncodedRow, "value">; start: number; end: number }[] = [];
  let groupBefore: string | null = null;
  for (const change of changes.length === 1 ? changes : lastChanges(changes)) {
    assertKey(change);
    const { group, item } = change;
    const table = tableNumber(change.table);
    sink.byte(group === groupBefore ? table | SAME_GROUP : table);
    if (group !== groupBefore) sink.text(group);
    groupBefore = group;
    sink.text(item);
    if (change.value === null) {
      sink.number(0);
      places.push({ row: { table, group, item }, start: 0, end: 0 });
      continue;
    }
    const value = encodeValue(change.value);
    sink.number(value.byteLength + 1);
    const start = sink.bytes(value);
    places.push({ row: { table, group, item }, start, end: start + value.byteLength });
  }
  const bytes = sink.take();
  writeHead(bytes, { sequence, previous, epoch, totalBytes: bytes.byteLength });
  const rows = places.map(({ row, start, end }) => {
    return { ...row, value: end === 0 ? null : bytes.subarray(start, end) };
  });
  return { bytes, rows };
}

/** The head of the record at `at`, or null where there is none whose header and length make sense. */
export function readHead(log: Buffer, at: number): RecordHead | null {
  if (at + HEADER_BYTES > log.byteLength || log.readUInt32LE(at) !== MAGIC) return null;
  const head = {
    totalBytes: HEADER_BYTES + log.readUInt32LE(at + 8),
    epoch: log.readUInt32LE(at + 12),
    sequence: Number(log.readBigUInt64LE(at + 16)),
    previous: Number(log.readBigUInt64LE(at + 24)),
  };
  return at + head.totalBytes > log.byteLength ? null : head;
}

/** Whether the record at `at`, whose head is this, is as it was written. */
export function isWhole(log: Buffer, at: number, { totalBytes }: RecordHead): boolean {
  const checked = log.subarray(at + CHECKED_FROM, at + totalBytes);
  return crc32(checked) === log.readUInt32LE(at + 4);
}

/** Throws where a record is of a version that this release does not know. */
export function assertVersion(log: Buffer, at: number): void {
  const version = log.readUInt32LE(at + 32);
  if (version === VERSION) return;
  throw new Error(
    `a record of the change log has version ${version}, this release knows ${VERSION}; ` +
      "start the release that wrote it, or a later one",
  );
}

/** The rows of a whole record, their values as views of `log`. */
export function* rowsOf(
  log: Buffer,
  at: number,
  { totalBytes }: RecordHead,
): Generator<EncodedRow> {
  const source = { log, at: at + HEADER_BYTES };
  const end = at + totalBytes;
  let group = "";
  while (source.at < end) {
    const first = log[source.at++] ?? 0;
    const table = first & ~SAME_GROUP;
    if (table >= SCHEMA_TABLES.length) {
      throw new Error(`a record of the change log names table ${table}, which is not known`);
    }
    if ((first & SAME_GROUP) === 0) group = readText(source);
    const item = readText(source);
    const size = readNumber(source);
    if (size === 0) {
      yield { table, group, item, value: null };
      continue;
    }
    const value = log.subarray(source.at, source.at + size - 1);
    source.at += size - 1;
    yield { table, group, item, value };
  }
}

interface Source {
  readonly log: Buffer;
  at: number;
}

function readNumber(source: Source): number {
  let number = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = source.log[source.at++] ?? 0;
    number += (byte & 127) * factor;
    if (byte < 128) return number;
  }
}

function readText(source: Source): string {
  const length = readNumber(source);
  const text = source.log.toString("utf8", source.at, source.at + length);
  source.at += length;
  return text;
}

function writeHead(record: Buffer, head: RecordHead): void {
  record.writeUInt32LE(MAGIC, 0);
  record.writeUInt32LE(head.totalBytes - HEADER_BYTES, 8);
  record.writeUInt32LE(head.epoch, 12);
  record.writeBigUInt64LE(BigInt(head.sequence), 16);
  record.writeBigUInt64LE(BigInt(head.previous), 24);
  record.writeUInt32LE(VERSION, 32);
  record.writeUInt32LE(crc32(record.subarray(CHECKED_FROM)), 4);
}

function lastChanges(changes: readonly Change[]): Iterable<Change> {
  const rows = new Map<string, Change>();
  for (const change of changes) {
    // The length keeps apart keys whose texts only together are the same.
    rows.set(`${change.table}${change.group.length} ${change.group}${change.item}`, change);
  }
  return rows.values();
}

function assertKey({ table, group, item }: Change): void {
  if (isWellFormed(group) && isWellFormed(item)) return;
  throw new Error(
    `The key (${JSON.stringify(group)}, ${JSON.stringify(item)}) of table ${table} holds half of ` +
      "a surrogate pair, which cannot be stored; keys must be well-formed Unicode",
  );
}

/** Node has `isWellFormed` since version 20; the compiler's library of ES2023 does not name it. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed: () => boolean }).isWellFormed();
}
