import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Change } from "@holdfast/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeValue } from "../value-codec.ts";
import { ChangeLog } from "./change-log.ts";
import { readLog } from "./read-log.ts";
import { encodeRecord } from "./record.ts";
import { NEEDS_SYNC, SEGMENT_BYTES } from "./segment.ts";

const EPOCH = 3;

let root = "";
let folder = "";
const logs: ChangeLog[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "holdfast-log-"));
  folder = join(root, "log");
  mkdirSync(folder);
});

afterEach(() => {
  for (const log of logs.splice(0)) log.close();
  rmSync(root, { recursive: true });
});

function open(): ChangeLog {
  const log = new ChangeLog(folder);
  logs.push(log);
  return log;
}

/** Appends batch `sequence`: one state row of so many bytes. */
function append(log: ChangeLog, sequence: number, bytes = 10): Promise<number> {
  const value = new Uint8Array(bytes).fill(sequence);
  const changes: Change[] = [{ table: "state", group: "g", item: `${sequence}`, value }];
  const record = encodeRecord(EPOCH, sequence, sequence - 1, changes);
  return new Promise((resolve, reject) => {
    log.append(record.bytes, sequence, (failure) => {
      if (failure === null) resolve(record.bytes.byteLength);
      else reject(failure);
    });
  });
}

/** Appends batches `first` to `last`, one after the other. */
async function fill(log: ChangeLog, first: number, last: number, bytes = 10): Promise<void> {
  for (let n = first; n <= last; n++) await append(log, n, bytes);
}

function numbers(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The batches that are found after `last`, each checked to hold its own row. */
function found(last = 0, at = folder): readonly number[] {
  const sequences: number[] = [];
  for (const { head, rows } of readLog(at, last)) {
    const [row, ...others] = [...rows];
    expect(others).toEqual([]);
    expect(row).toMatchObject({ group: "g", item: `${head.sequence}` });
    const value = decodeValue(row?.value ?? new Uint8Array()) as Uint8Array;
    expect(value.every((byte) => byte === head.sequence % 256)).toBe(true);
    sequences.push(head.sequence);
  }
  return sequences;
}

function withChecksum(record: Buffer): Buffer {
  record.writeUInt32LE(crc32(record.subarray(8)), 4);
  return record;
}

describe("a change log", () => {
  it("gives back every batch that was answered, in order, from any of them on", async () => {
    const log = open();
    await fill(log, 1, 20);
    expect(found()).toEqual(numbers(1, 20));
    expect(found(7)).toEqual(numbers(8, 20));
    expect(found(20)).toEqual([]);
  });

  it("goes on in further segments, and takes a batch larger than one", async () => {
    const log = open();
    await fill(log, 1, 5, SEGMENT_BYTES / 3);
    await append(log, 6, SEGMENT_BYTES * 2);
    await append(log, 7);
    expect(readdirSync(folder).length).toBe(5);
    expect(found()).toEqual(numbers(1, 7));
  });

  it("writes trimmed segments anew, whose old records are not read again", async () => {
    const log = open();
    const size = SEGMENT_BYTES / 4 - 100;
    await fill(log, 1, 12, size);
    expect(log.takeRanges()).toHaveLength(3);
    log.trim(9);
    const kept = readdirSync(folder).length;
    await fill(log, 13, 17, size);
    expect(found(9)).toEqual(numbers(10, 17));
    log.takeRanges();
    log.trim(17);
    await append(log, 18);
    // The smaller record leaves the rest of an old one behind it.
    expect(found(17)).toEqual([18]);
    expect(readdirSync(folder).length).toBeLessThanOrEqual(kept + 1);
  });

  it("keeps what the tables have not followed, and what nobody was told to follow", async () => {
    const log = open();
    const size = SEGMENT_BYTES / 2 - 100;
    await fill(log, 1, 2, size);
    log.takeRanges();
    await fill(log, 3, 6, size);
    log.trim(6);
    expect(found(2)).toEqual(numbers(3, 6));
  });

  it("tells where its new records stand", async () => {
    const log = open();
    const first = await append(log, 1);
    const second = await append(log, 2);
    const [file] = readdirSync(folder);
    const path = join(folder, file ?? "");
    expect(log.takeRanges()).toEqual([{ file: path, from: 0, to: first + second }]);
    expect(log.takeRanges()).toEqual([]);
    const third = await append(log, 3);
    const from = first + second;
    expect(log.takeRanges()).toEqual([{ file: path, from, to: from + third }]);
  });

  it("answers no batch once its files have been taken away", async () => {
    const log = open();
    await append(log, 1);
    renameSync(folder, join(root, "taken"));
    mkdirSync(folder);
    new ChangeLog(folder).close();
    await expect(append(log, 2)).rejects.toThrow(/another store has taken this data directory/);
  });
});

/** The flags with which this process has a file open, as the system tells them. */
function openFlags(file: string): number {
  for (const descriptor of readdirSync("/proc/self/fd")) {
    // The descriptor by which the folder itself is listed is closed by now.
    if (!existsSync(`/proc/self/fd/${descriptor}`)) continue;
    if (readlinkSync(`/proc/self/fd/${descriptor}`) !== file) continue;
    const information = readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8");
    return Number.parseInt(/^flags:\s+(\d+)$/m.exec(information)?.[1] ?? "", 8);
  }
  throw new Error(`${file} is not open`);
}

describe("a synced write", () => {
  // A killed process leaves what it wrote to the system, so that no crash test sees a missing sync.
  it("is synced as it is written, in each segment, or else by a call of its own", async () => {
    const log = open();
    await fill(log, 1, 5, SEGMENT_BYTES / 3);
    log.takeRanges();
    log.trim(2);
    await fill(log, 6, 8, SEGMENT_BYTES / 3);
    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThan(2);
    expect(NEEDS_SYNC).toBe(process.platform !== "linux");
    if (NEEDS_SYNC) return;
    for (const name of names.slice(-2)) {
      expect(openFlags(join(realpathSync(folder), name)) & constants.O_DSYNC).not.toBe(0);
    }
  });
});

/** Bytes that this process has handed to the disk. */
function writtenBytes(): number {
  return Number(/^write_bytes: (\d+)$/m.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
}

describe.runIf(process.platform === "linux")("a small record in a segment made beforehand", () => {
  it("costs the disk some pages, and not what is around it as well", async () => {
    const log = open();
    const before = writtenBytes();
    await fill(log, 1, 40, 100);
    expect((writtenBytes() - before) / 40).toBeLessThan(32 * 1_024);
  });
});

describe("a log after a crash", () => {
  /** Copies the log with its newest segment cut or changed by `damage`, and reads the copy. */
  function foundAfter(damage: (file: string, index: number) => void): readonly number[] {
    const copy = join(root, "copy");
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy);
    for (const [index, name] of readdirSync(folder).entries()) {
      copyFileSync(join(folder, name), join(copy, name));
      damage(join(copy, name), index);
    }
    return found(0, copy);
  }

  it("is read up to the last whole record, wherever the last one is torn or damaged", async () => {
    const log = open();
    let end = 0;
    for (let n = 1; n <= 3; n++) end += await append(log, n);
    const last = await append(log, 4);
    for (let cut = end; cut < end + last; cut++) {
      expect(foundAfter((file) => truncateSync(file, cut))).toEqual([1, 2, 3]);
      const zeroed = foundAfter((file) => {
        const bytes = readFileSync(file);
        writeFileSync(file, bytes.fill(0, cut));
      });
      expect(zeroed).toEqual([1, 2, 3]);
      const flipped = foundAfter((file) => {
        const bytes = readFileSync(file);
        bytes[cut] = (bytes[cut] ?? 0) ^ 0x40;
        writeFileSync(file, bytes);
      });
      expect(flipped).toEqual([1, 2, 3]);
    }
  });

  it("is refused wherever a record is damaged that has others behind it", async () => {
    const log = open();
    const first = await append(log, 1);
    await fill(log, 2, 4);
    for (let at = 0; at < first; at++) {
      const read = () =>
        foundAfter((file) => {
          const bytes = readFileSync(file);
          bytes[at] = (bytes[at] ?? 0) ^ 0x40;
          writeFileSync(file, bytes);
        });
      expect(read, `byte ${at}`).toThrow(/the change log is damaged in .* at byte 0: .*batch 2/);
    }
  });

  it("is refused where the end of one segment is damaged and the next goes on", async () => {
    const log = open();
    const size = SEGMENT_BYTES / 2 - 200;
    await fill(log, 1, 4, size);
    const read = () => foundAfter((file, index) => index === 0 && truncateSync(file, size + 300));
    expect(read).toThrow(/has a gap: behind batch 1 comes, .*follows batch 2.*restore a backup/);
  });

  it("is refused where a whole segment is missing", async () => {
    const log = open();
    await fill(log, 1, 6, SEGMENT_BYTES / 2 - 200);
    const read = () => foundAfter((file, index) => index === 1 && rmSync(file));
    expect(read).toThrow(/has a gap: behind batch 2 /);
  });

  it("is refused where a later release wrote it", async () => {
    const log = open();
    const record = encodeRecord(EPOCH, 1, 0, []);
    await append(log, 1);
    const read = () => {
      const [name] = readdirSync(folder);
      const bytes = Buffer.from(record.bytes);
      bytes.writeUInt32LE(9, 32);
      // A record of another version has its checksum right.
      return foundAfter(() => {
        writeFileSync(join(root, "copy", name ?? ""), withChecksum(bytes));
      });
    };
    expect(read).toThrow(/a record of the change log has version 9, this release knows 1/);
  });

  it("allocates its first segment, so that a write there need not make the file longer", async () => {
    const log = open();
    await append(log, 1);
    const [name] = readdirSync(folder);
    expect(statSync(join(folder, name ?? "")).size).toBe(SEGMENT_BYTES);
  });
});
