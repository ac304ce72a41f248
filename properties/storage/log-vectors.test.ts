import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Change } from "@holdfast/core";
import { decodeValue, encodeRecord, readLog, SCHEMA_TABLES } from "holdfast/storage";
import { describe, expect, it } from "vitest";

const VECTORS = fileURLToPath(new URL("../../spec/vectors/log/", import.meta.url));
const NEWEST = "record-1.json";

interface Vector {
  readonly epoch: number;
  readonly sequence: number;
  readonly previous: number;
  readonly changes: readonly Change[];
  /** The record in hex. */
  readonly record: string;
}

function vectorOf(file: string): Vector {
  const text = readFileSync(join(VECTORS, file), "utf8");
  return JSON.parse(text, (_, value: unknown) => {
    if (value === null || typeof value !== "object" || !("$bytes" in value)) return value;
    return Uint8Array.from(Buffer.from(String(value.$bytes), "hex"));
  }) as Vector;
}

describe.each(readdirSync(VECTORS))("the record kept in %s", (file) => {
  it("is read by today's code", () => {
    const { epoch, sequence, previous, changes, record } = vectorOf(file);
    const folder = mkdtempSync(join(tmpdir(), "holdfast-log-vectors-"));
    try {
      writeFileSync(join(folder, "000000000001.log"), Buffer.from(record, "hex"));
      const [found, ...others] = [...readLog(folder, previous)];
      expect(others).toEqual([]);
      expect(found?.head).toMatchObject({ epoch, sequence, previous });
      const rows = [...(found?.rows ?? [])].map(({ table, group, item, value }) => {
        const read = value === null ? null : decodeValue(value);
        return { table: SCHEMA_TABLES[table], group, item, value: read };
      });
      expect(rows).toStrictEqual(changes);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

it("a record of the newest version is written by today's code byte for byte", () => {
  const { epoch, sequence, previous, changes, record } = vectorOf(NEWEST);
  expect(encodeRecord(epoch, sequence, previous, changes).bytes.toString("hex")).toBe(record);
});
