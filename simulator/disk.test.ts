import type { Change } from "@holdfast/core";
import { expect, it } from "vitest";
import { Disk, DiskReader, DiskUnreadable } from "./disk.ts";

const row = (item: string, value: number | null): Change => ({
  table: "running",
  group: "",
  item,
  value,
});
const BATCH = [row("a", 1), row("b", 2)];

function opened(): Disk {
  const disk = new Disk((tables, changes) => tables.apply(changes));
  expect(disk.open()).toEqual([]);
  expect(disk.write(1, BATCH)).toBe(true);
  return disk;
}

const rowsOf = (disk: Disk): readonly Change[] => [...disk.tables.rows()];

it("has a batch once it is synced, and not before", () => {
  const disk = opened();
  expect(rowsOf(disk)).toEqual([]);
  expect(disk.sync()).toEqual({ epoch: 1, changes: BATCH });
  expect(rowsOf(disk)).toEqual(BATCH);
  expect(disk.sync()).toBeNull();
});

it.each([
  [0, []],
  [1, []],
  [2, BATCH],
])("finds, where %i changes were written before a crash, whole batches only", (written, found) => {
  const disk = opened();
  disk.interrupt(written);
  expect(disk.busy).toBe(false);
  expect(rowsOf(disk)).toEqual([]);
  expect(disk.open()).toEqual(found);
  expect(rowsOf(disk)).toEqual(found);
  expect(disk.open()).toEqual([]);
});

it("lets only the engine write that opened it last", () => {
  const disk = opened();
  disk.lose();
  disk.open();
  expect(disk.epoch).toBe(2);
  expect(disk.write(1, BATCH)).toBe(false);
  expect(disk.busy).toBe(false);
  expect(disk.write(2, BATCH)).toBe(true);
});

it("reads what is there, until a read is to fail", () => {
  const disk = opened();
  disk.sync();
  const reader = new DiskReader(disk.tables);
  expect(reader.get("running", "", "b")).toBe(2);
  reader.failAfter(1);
  expect(reader.scan("running", "")).toHaveLength(2);
  expect(() => reader.get("running", "", "a")).toThrow(DiskUnreadable);
});
