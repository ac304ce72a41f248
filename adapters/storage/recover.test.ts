import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Change } from "@holdfast/core";
import { Effect } from "effect";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { databaseFile, logFolder } from "./directory.ts";
import { ChangeLog } from "./log/change-log.ts";
import { encodeRecord } from "./log/record.ts";
import { type Opening, openTables } from "./recover.ts";
import { SCHEMA_TABLES } from "./schema-tables.ts";
import { prepareSchema } from "./schema.ts";
import { Database, type Statement } from "./sqlite.ts";
import { TableFolder } from "./table-folder.ts";
import { TableReader } from "./table-reader.ts";

let root = "";
let directory = "";

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "holdfast-recover-"));
  directory = join(root, "data");
  mkdirSync(directory);
  await Effect.runPromise(prepareSchema(directory));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** What batch `n` changes: it counts, marks itself, and takes back what the one before marked. */
function changesOf(n: number): readonly Change[] {
  return [
    { table: "dedup", group: "", item: "count", value: n },
    { table: "running", group: "", item: `${n}`, value: n },
    { table: "running", group: "", item: `${n - 1}`, value: null },
  ];
}

/** Writes batches up to `last` to the log of an opening, as its store would have. */
async function write({ epoch, lastSequence }: Opening, last: number): Promise<void> {
  const log = new ChangeLog(logFolder(directory));
  for (let n = lastSequence + 1; n <= last; n++) {
    const { bytes } = encodeRecord(epoch, n, n - 1, changesOf(n));
    await new Promise<void>((resolve, reject) => {
      log.append(bytes, n, (failure) => (failure === null ? resolve() : reject(failure)));
    });
  }
  log.close();
}

function content(at = directory) {
  const reader = new TableReader(databaseFile(at));
  const found = {
    count: reader.get("dedup", "", "count"),
    running: reader.scan("running", "").map(({ item }) => item),
  };
  reader.close();
  return found;
}

/** A connection whose `ordinal`th statement that is run, counted over all, throws in its place. */
function failingAt(database: Database, ordinal: number): Database {
  let runs = 0;
  const failing = (statement: Statement): Statement => ({
    run: (...values) => {
      if (++runs === ordinal) throw new Error(`statement ${ordinal} was not run`);
      return statement.run(...values);
    },
    get: (...values) => statement.get(...values),
    all: (...values) => statement.all(...values),
    iterate: (...values) => statement.iterate(...values),
    pluck: () => failing(statement.pluck()),
    raw: () => failing(statement.raw()),
  });
  return {
    get inTransaction() {
      return database.inTransaction;
    },
    prepare: (source) => failing(database.prepare(source)),
    exec: (source) => database.exec(source),
    pragma: (source) => database.pragma(source),
    close: () => database.close(),
  };
}

describe("opening the tables", () => {
  it("lets them follow what the last opening left in its log", async () => {
    await write(openTables(directory), 5);
    expect(content()).toEqual({ count: undefined, running: [] });
    expect(openTables(directory)).toEqual({ epoch: 2, lastSequence: 5 });
    expect(content()).toEqual({ count: 5, running: ["5"] });
    expect(readdirSync(logFolder(directory))).toEqual([]);
  });

  it("goes on where an earlier one was cut short, after any of its steps", async () => {
    await write(openTables(directory), 3);
    // Cut short once the log was moved; its own log was never there.
    const second = openTables(directory);
    await write(second, 6);
    cpSync(logFolder(directory), join(directory, "log-taken-by-3"), { recursive: true });
    rmSync(logFolder(directory), { recursive: true });
    expect(openTables(directory)).toEqual({ epoch: 3, lastSequence: 6 });
    expect(content()).toEqual({ count: 6, running: ["6"] });
    expect(readdirSync(directory).sort()).toEqual(["holdfast.sqlite", "log"]);
    // Cut short once the tables had followed, but the taken log was still there.
    await write({ epoch: 3, lastSequence: 6 }, 8);
    cpSync(logFolder(directory), join(directory, "log-taken-by-10"), { recursive: true });
    expect(openTables(directory).lastSequence).toBe(8);
    expect(openTables(directory)).toEqual({ epoch: 5, lastSequence: 8 });
    expect(content()).toEqual({ count: 8, running: ["8"] });
  });

  it("refuses, and changes nothing, where the log is damaged", async () => {
    await write(openTables(directory), 2);
    await write({ epoch: 1, lastSequence: 2 }, 2);
    const [name] = readdirSync(logFolder(directory));
    rmSync(join(logFolder(directory), name ?? ""));
    await write({ epoch: 1, lastSequence: 3 }, 5);
    expect(() => openTables(directory)).toThrow(/has a gap: behind batch 0 .*follows batch 3/);
    expect(() => openTables(directory)).toThrow(/has a gap/);
    expect(content()).toEqual({ count: undefined, running: [] });
    expect(existsSync(join(directory, "log-taken-by-2"))).toBe(true);
  });
});

describe("following the log", () => {
  it("is all or nothing, whichever statement is the last to be run", async () => {
    await write(openTables(directory), 4);
    const counted = follow(join(root, "counted"), Number.POSITIVE_INFINITY);
    expect(counted).toEqual({ count: 4, running: ["4"] });
    let ordinal = 1;
    for (; ; ordinal++) {
      const copy = join(root, `cut-${ordinal}`);
      const found = follow(copy, ordinal);
      if (found.count === 4) break;
      expect(found, `statement ${ordinal}`).toEqual({ count: undefined, running: [] });
      // The next opening does what this one could not.
      expect(openTables(copy).lastSequence).toBe(4);
      expect(content(copy)).toEqual(counted);
    }
    // begin, mark, five rows in their last state (the count, and each that ran), commit
    expect(ordinal - 1).toBe(2 + 1 + 5 + 1);
  });

  /** Follows a copy of the log by a connection that fails, and gives what the tables hold then. */
  function follow(copy: string, failAt: number) {
    cpSync(directory, copy, { recursive: true });
    const database = new Database(databaseFile(copy));
    const folder = new TableFolder(failingAt(database, failAt), SCHEMA_TABLES, 1);
    for (let n = 1; n <= 4; n++) folder.add(encodeRecord(1, n, n - 1, changesOf(n)).rows);
    try {
      folder.write(4);
    } catch (cause) {
      expect(String(cause)).toContain(`statement ${failAt} was not run`);
    }
    database.close();
    return content(copy);
  }
});
