import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { type Change, type Table, TABLES } from "@holdfast/core";
import { Database } from "holdfast/storage";
import { describe, expect, it, vi } from "vitest";
import { durable, open, withDirectory } from "./open.ts";

// Each opening starts a thread, which a busy machine may be slow to do.
vi.setConfig({ testTimeout: 30_000 });

const VECTORS = fileURLToPath(new URL("../../spec/vectors/storage/", import.meta.url));
const NEWEST = "encoding-1.json";

interface Vector {
  readonly table: Table;
  readonly group: string;
  readonly item: string;
  readonly value: unknown;
  /** The column `value` in hex. */
  readonly stored: string;
}

function vectorsOf(file: string): readonly Vector[] {
  const text = readFileSync(join(VECTORS, file), "utf8");
  const { rows } = JSON.parse(text, (_, value: unknown) => bytesOf(value) ?? value) as {
    readonly rows: readonly Vector[];
  };
  return rows;
}

function bytesOf(value: unknown): Uint8Array | null {
  if (value === null || typeof value !== "object" || !("$bytes" in value)) return null;
  return Uint8Array.from(Buffer.from(String(value.$bytes), "hex"));
}

/** The bytes that a store keeps for a row. */
function storedIn(directory: string, { table, group, item }: Vector): string {
  const database = new Database(join(directory, "holdfast.sqlite"));
  const sql = `SELECT hex(value) FROM "${table}" WHERE grp = ? AND item = ?`;
  const found = database.prepare(sql).pluck().get(group, item);
  database.close();
  return String(found).toLowerCase();
}

function put(directory: string, { table, group, item, stored }: Vector): void {
  const database = new Database(join(directory, "holdfast.sqlite"));
  const sql = `INSERT INTO "${table}" (grp, item, value) VALUES (?, ?, ?)`;
  database.prepare(sql).run(group, item, Buffer.from(stored, "hex"));
  database.close();
}

describe.each(readdirSync(VECTORS))("rows kept in %s", (file) => {
  it("are read by today's code", () =>
    withDirectory(async (directory) => {
      await (await open(directory)).close();
      const vectors = vectorsOf(file);
      for (const vector of vectors) put(directory, vector);
      const store = await open(directory);
      for (const { table, group, item, value } of vectors) {
        expect(store.view.get(table, group, item)).toStrictEqual(value);
      }
      await store.close();
    }));
});

describe("rows of the newest encoding", () => {
  const vectors = vectorsOf(NEWEST);

  it("are of every table", () => {
    expect(new Set(vectors.map(({ table }) => table))).toEqual(new Set(TABLES));
  });

  it("are written by today's code byte for byte, and come back after a restart", () =>
    withDirectory(async (directory) => {
      const first = await open(directory);
      await durable(first, 1, vectors as readonly Change[]);
      await first.close();
      for (const vector of vectors) expect(storedIn(directory, vector)).toBe(vector.stored);
      const second = await open(directory);
      for (const { table, group, item, value } of vectors) {
        expect(second.view.get(table, group, item)).toStrictEqual(value);
      }
      await second.close();
    }));
});
