import type { Change } from "@holdfast/core";
import { tableNumber } from "./schema.ts";
import { encodeValue } from "./value-codec.ts";
import { DELETED, type EncodedBatch } from "./writer-messages.ts";

/**
 * Encodes a batch, with only the last change of each row. Throws when a key is not well-formed
 * Unicode (SQLite would store another key) or when a value cannot be encoded.
 */
export function encodeBatch(sequence: number, changes: readonly Change[]): EncodedBatch {
  const rows = changes.length === 1 ? changes : lastChanges(changes);
  const tables: number[] = [];
  const groups: string[] = [];
  const items: string[] = [];
  const sizes: number[] = [];
  const encoded: Uint8Array[] = [];
  let total = 0;
  for (const change of rows) {
    assertKey(change);
    tables.push(tableNumber(change.table));
    groups.push(change.group);
    items.push(change.item);
    if (change.value === null) {
      sizes.push(DELETED);
      continue;
    }
    const bytes = encodeValue(change.value);
    sizes.push(bytes.byteLength);
    encoded.push(bytes);
    total += bytes.byteLength;
  }
  return { sequence, tables, groups, items, sizes, values: joined(encoded, total) };
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

function joined(parts: readonly Uint8Array[], total: number): ArrayBuffer {
  const values = new ArrayBuffer(total);
  const bytes = new Uint8Array(values);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return values;
}
