import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Change, TABLES } from "@holdfast/core";
import { Effect } from "effect";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openTables } from "./recover.ts";
import { SCHEMA_TABLES } from "./schema-tables.ts";
import { Database } from "./sqlite.ts";
import {
  openStore,
  openUnscopedStore,
  Storage,
  storageLayer,
  type Store,
  type StoreError,
} from "./index.ts";
import { MAX_PENDING_BATCHES } from "./logged-tables.ts";

// Each opening starts a thread, which a busy machine may be slow to do.
vi.setConfig({ testTimeout: 30_000 });

let directory = "";
const opened: Store[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holdfast-store-"));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  rmSync(directory, { recursive: true });
});

async function open(at = directory): Promise<Store> {
  const store = await Effect.runPromise(openUnscopedStore({ directory: at }));
  opened.push(store);
  return store;
}

function refusal(at = directory): Promise<StoreError> {
  return Effect.runPromise(Effect.flip(openUnscopedStore({ directory: at })));
}

function append(store: Store, sequence: number, changes: readonly Change[]) {
  return new Promise<string | null>((resolve) => store.append(sequence, changes, resolve));
}

function running(item: string, value: number | null): Change {
  return { table: "running", group: "", item, value };
}

function state(group: string, item: string, value: Uint8Array): Change {
  return { table: "state", group, item, value };
}

/** Nobody may forbid root anything, so a test that runs as root becomes somebody else meanwhile. */
async function asOrdinaryUser<A>(work: () => Promise<A>): Promise<A> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.("nobody");
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

/** Works on the database as another program would. */
function tamper(sql: string, ...values: (string | number | Uint8Array)[]): void {
  const database = new Database(join(directory, "holdfast.sqlite"));
  database.prepare(sql).run(...values);
  database.close();
}

describe("a store", () => {
  it("has a table for each of core", () => {
    expect(SCHEMA_TABLES).toEqual(TABLES);
  });

  it("shows rows once they are durable, and not before, and the tables after that", async () => {
    const store = await open();
    const done = append(store, 1, [running("a", 1), running("b", 2)]);
    expect(store.view.get("running", "", "a")).toBeUndefined();
    expect(await done).toBeNull();
    expect(store.view.get("running", "", "a")).toBe(1);
    expect(store.view.get("running", "", "c")).toBeUndefined();
    expect(store.view.get("dedup", "", "a")).toBeUndefined();
    await store.caughtUp();
    const other = new Database(join(directory, "holdfast.sqlite"));
    expect(other.prepare("SELECT item FROM running ORDER BY item").pluck().all()).toEqual([
      "a",
      "b",
    ]);
    other.close();
    expect(store.view.get("running", "", "a")).toBe(1);
  });

  it("reads its rows where the tables have a part of them", async () => {
    const store = await open();
    await append(store, 1, [running("a", 1), running("b", 1), running("c", 1)]);
    await store.caughtUp();
    await append(store, 2, [running("b", null), running("c", 2), running("d", 2)]);
    const rows = [
      { item: "a", value: 1 },
      { item: "c", value: 2 },
      { item: "d", value: 2 },
    ];
    expect(store.view.scan("running", "")).toEqual(rows);
    await store.caughtUp();
    expect(store.view.scan("running", "")).toEqual(rows);
  });

  it("applies the last change of a row, and deletes", async () => {
    const store = await open();
    await append(store, 1, [running("a", 1), running("b", 1), running("a", 2)]);
    expect(store.view.get("running", "", "a")).toBe(2);
    await append(store, 2, [running("c", 1), running("a", null), running("c", null)]);
    expect(store.view.scan("running", "")).toEqual([{ item: "b", value: 1 }]);
  });

  it("tells rows apart whose keys join to the same text", async () => {
    const store = await open();
    const one = new Uint8Array([1]);
    const two = new Uint8Array([2]);
    await append(store, 1, [state("ab", "c", one), state("a", "bc", two)]);
    expect(store.view.get("state", "ab", "c")).toEqual(one);
    expect(store.view.get("state", "a", "bc")).toEqual(two);
  });

  it("scans one group in order of items, from a place, up to a limit", async () => {
    const store = await open();
    const items = ["", "\0", "\0a", "a", "a\0", "b", "\x7f", "\x80", "é", "ÿ"];
    await append(store, 1, items.map((item, i) => running(item, i)).toReversed());
    await append(store, 2, [state("other", "a", new Uint8Array(1))]);
    const found = (from?: string, limit?: number) =>
      store.view.scan("running", "", from, limit).map(({ item }) => item);
    expect(found()).toEqual(items);
    expect(found("a\0", 2)).toEqual(["a\0", "b"]);
    expect(found("a\0a", 2)).toEqual(["b", "\x7f"]);
    expect(found("", 0)).toEqual([]);
    expect(found("", 2 ** 40)).toEqual(items);
    expect(found("\u0100")).toEqual([]);
  });

  it("keeps any well-formed text as a key", async () => {
    const store = await open();
    const keys = ["Ada Lövelace", "🎩", "\0\x01", "'\";--", "\uffff\ufffd", "x".repeat(5_000)];
    await append(
      store,
      1,
      keys.map((key, i) => state(key, key, new Uint8Array([i]))),
    );
    for (const [i, key] of keys.entries()) {
      expect(store.view.get("state", key, key)).toEqual(new Uint8Array([i]));
    }
  });

  it("keeps what was given even when the caller's bytes change later", async () => {
    const store = await open();
    const bytes = new Uint8Array([1, 2, 3]);
    const done = append(store, 1, [state("g", "i", bytes)]);
    bytes.fill(0);
    await done;
    expect(store.view.get("state", "g", "i")).toEqual(new Uint8Array([1, 2, 3]));
  });

  it("keeps a value of the largest message, and a batch of none", async () => {
    const store = await open();
    const large = new Uint8Array(32 * 1024 * 1024).fill(5);
    expect(await append(store, 1, [state("g", "i", large)])).toBeNull();
    expect(await append(store, 2, [])).toBeNull();
    const read = store.view.get("state", "g", "i");
    expect(read !== undefined && Buffer.compare(read, large) === 0).toBe(true);
  });

  it("answers batches in the order of the calls", async () => {
    const store = await open();
    const answered: number[] = [];
    const all = [1, 2, 3, 4, 5].map(async (n) => {
      await append(store, n, [running("a", n)]);
      answered.push(n);
    });
    await Promise.all(all);
    expect(answered).toEqual([1, 2, 3, 4, 5]);
    expect(store.view.get("running", "", "a")).toBe(5);
  });
});

describe("opening and closing", () => {
  it("finds what was durable, under a new epoch", async () => {
    const first = await open();
    await append(first, 7, [running("a", 1)]);
    await first.close();
    const second = await open();
    expect(second.view.get("running", "", "a")).toBe(1);
    expect([first.epoch, second.epoch]).toEqual([1, 2]);
    expect([first.lastSequence, second.lastSequence]).toEqual([0, 7]);
  });

  it("waits for the batches under way, and leaves no log behind", async () => {
    const store = await open();
    const answers = [1, 2, 3].map((n) => append(store, n, [running(`${n}`, n)]));
    await store.close();
    expect(await Promise.all(answers)).toEqual([null, null, null]);
    expect(readdirSync(directory).sort()).toEqual(["holdfast.lock", "holdfast.sqlite"]);
    expect(await append(store, 4, [])).toBe("the store has been closed");
    await store.close();
  });

  it("goes on where a crash has left the very first opening", async () => {
    writeFileSync(join(directory, "holdfast.sqlite"), "");
    await (await open()).close();
    for (const table of [...SCHEMA_TABLES, "meta"]) tamper(`DROP TABLE "${table}"`);
    expect((await open()).epoch).toBe(1);
  });

  it("makes the directories that lead to it", async () => {
    const deep = join(directory, "a", "b");
    await open(deep);
    expect(existsSync(join(deep, "holdfast.sqlite"))).toBe(true);
  });

  it("lasts as long as its scope", async () => {
    const program = Effect.gen(function* () {
      const store = yield* openStore({ directory });
      expect((yield* Effect.flip(openUnscopedStore({ directory })))._tag).toBe("DirectoryInUse");
      return store;
    });
    const store = await Effect.runPromise(Effect.scoped(program));
    expect(await append(store, 1, [])).toBe("the store has been closed");
    expect((await open()).epoch).toBe(2);
  });

  it("is a layer", async () => {
    const epoch = Effect.map(Storage, (store) => store.epoch);
    const layer = storageLayer({ directory });
    expect(await Effect.runPromise(Effect.provide(epoch, layer))).toBe(1);
    expect(await Effect.runPromise(Effect.provide(epoch, layer))).toBe(2);
  });
});

describe("a store is refused", () => {
  it("when another has the directory, which goes on undisturbed", async () => {
    const store = await open();
    const error = await refusal();
    expect(error._tag).toBe("DirectoryInUse");
    expect(error.message).toContain(directory);
    expect(await append(store, 1, [running("a", 1)])).toBeNull();
    await store.close();
    expect((await open()).view.get("running", "", "a")).toBe(1);
  });

  it("when a later release wrote it, which can still open it", async () => {
    await (await open()).close();
    tamper("UPDATE meta SET schema_version = 99");
    const error = await refusal();
    expect(error).toMatchObject({ _tag: "SchemaTooNew", found: 99, supported: 2 });
    expect(error.message).toMatch(/schema version 99.*up to 2/);
    tamper("UPDATE meta SET schema_version = 2");
    expect((await open()).epoch).toBe(2);
  });

  it("when its file is no database", async () => {
    writeFileSync(join(directory, "holdfast.sqlite"), "not a database at all, ".repeat(100));
    const error = await refusal();
    expect(error._tag).toBe("DirectoryUnusable");
    expect(error.message).toMatch(/SQLITE_NOTADB.*choose another data directory/);
  });

  it("when its file is another program's database", async () => {
    tamper("CREATE TABLE customers (name TEXT)");
    expect((await refusal()).message).toMatch(/holds other tables than those of a store/);
  });

  it("when its file is a directory", async () => {
    mkdirSync(join(directory, "holdfast.sqlite"));
    expect((await refusal()).message).toMatch(/check owner, permissions and path/);
  });

  it("when its directory may not be written", async () => {
    await (await open()).close();
    chmodSync(directory, 0o555);
    chmodSync(join(directory, "holdfast.lock"), 0o444);
    const error = await asOrdinaryUser(() => refusal());
    chmodSync(directory, 0o755);
    expect(error._tag).toBe("DirectoryUnusable");
    expect(error.message).toMatch(/may not be written: check owner, permissions and mount/);
  });

  it("when its path leads through a file", async () => {
    writeFileSync(join(directory, "file"), "");
    const error = await refusal(join(directory, "file", "data"));
    expect(error.message).toMatch(/ENOTDIR.*a file stands where a directory is needed/);
  });

  it("and the directory is free again for one that is not", async () => {
    writeFileSync(join(directory, "holdfast.sqlite"), "not a database at all, ".repeat(100));
    await refusal();
    rmSync(join(directory, "holdfast.sqlite"));
    expect((await open()).epoch).toBe(1);
  });
});

describe("a store stops", () => {
  it("when another has taken its directory, and answers no batch that is not in it (S-EPOCH-1)", async () => {
    const store = await Effect.runPromise(openUnscopedStore({ directory }));
    expect(await append(store, 1, [running("a", 1)])).toBeNull();
    // As another process would where the lock of the file system does not hold.
    expect(openTables(directory)).toEqual({ epoch: 2, lastSequence: 1 });
    const answers = [2, 3].map((n) => append(store, n, [running("a", n)]));
    const [second, third] = await Promise.all(answers);
    expect(second).toMatch(/another store has taken this data directory/);
    expect(third).toBe(second);
    expect(await append(store, 4, [running("a", 4)])).toBe(second);
    expect(store.view.get("running", "", "a")).toBe(1);
    await expect(store.close()).rejects.toThrow(/another store has taken this data directory/);
    const taker = await open();
    expect([taker.lastSequence, taker.view.get("running", "", "a")]).toEqual([1, 1]);
  });

  it("when a key cannot be stored as it is", async () => {
    const store = await open();
    const answers = [
      append(store, 1, [running("a", 1)]),
      append(store, 2, [running("b", 1), running("\ud800", 1)]),
      append(store, 3, [running("c", 1)]),
    ];
    const [first, second, third] = await Promise.all(answers);
    expect(first).toBeNull();
    expect(second).toMatch(/key \("", "\\ud800"\) of table running holds half of a surrogate pair/);
    expect(third).toBe(second);
    expect(store.view.scan("running", "")).toEqual([{ item: "a", value: 1 }]);
  });

  it("when nobody waits for its answers", async () => {
    const store = await open();
    const answers = Array.from({ length: MAX_PENDING_BATCHES + 1 }, (_, n) =>
      append(store, n + 1, [running("a", n)]),
    );
    const failures = await Promise.all(answers);
    expect(failures.pop()).toMatch(/more than 1000 batches wait for the disk/);
    expect(failures.every((failure) => failure === null)).toBe(true);
  });
});

describe("a damaged row", () => {
  const message = /^Row \("g", "i\\u0000"\) of table state cannot be read: .*damaged/;

  it("is named, and others are still read", async () => {
    const store = await open();
    const value = new Uint8Array([1, 2, 3]);
    await append(store, 1, [state("g", "i\0", value), state("g", "j", value)]);
    await store.caughtUp();
    tamper("UPDATE state SET value = x'0102030405060708' WHERE item = ?", "i\0");
    expect(() => store.view.get("state", "g", "i\0")).toThrow(message);
    expect(() => store.view.scan("state", "g")).toThrow(message);
    expect(store.view.scan("state", "g", "j")).toEqual([{ item: "j", value }]);
  });

  it("is named when it is no blob", async () => {
    const store = await open();
    await append(store, 1, [state("g", "i\0", new Uint8Array())]);
    await store.caughtUp();
    tamper("UPDATE state SET value = 7");
    expect(() => store.view.get("state", "g", "i\0")).toThrow(message);
  });
});
