import { existsSync } from "node:fs";
import { Effect } from "effect";
import { databaseFile } from "./directory.ts";
import { DirectoryUnusable, SchemaTooNew } from "./errors.ts";
import { Database } from "./sqlite.ts";
import { describeFault } from "./sqlite-fault.ts";
import { SCHEMA_TABLES } from "./schema-tables.ts";

/**
 * Keys are TEXT in UTF-8, ordered by its bytes. That is the order of core (UTF-16 code units) for
 * all text below U+D800; items that are scanned in order are ASCII or Latin-1.
 */
function createTables(database: Database): void {
  for (const table of SCHEMA_TABLES) {
    database.exec(`CREATE TABLE "${table}" (
      grp TEXT NOT NULL, item TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (grp, item)
    ) WITHOUT ROWID`);
  }
  database.exec(`CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    schema_version INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL
  )`);
  database.exec("INSERT INTO meta VALUES (1, 0, 0, 0)");
}

/**
 * From version 2 on the tables may be behind the change log beside them, so that a release which
 * does not know the log may not open them.
 */
function keepChangeLog(): void {
  // The tables stay as they are.
}

/** Migration n leads from schema version n to n + 1. A released one never changes. */
const MIGRATIONS: readonly ((database: Database) => void)[] = [createTables, keepChangeLog];

/** The schema that this release reads and writes. */
const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the database of a directory to this release's schema, from nothing or from an older one.
 * Fails with SchemaTooNew when a later release wrote it; then nothing has been changed.
 */
export function prepareSchema(
  directory: string,
): Effect.Effect<void, SchemaTooNew | DirectoryUnusable> {
  const unusable = (cause: unknown) =>
    new DirectoryUnusable({ directory, reason: describeFault(cause) });
  return Effect.gen(function* () {
    const found = yield* Effect.try({ try: () => storedVersion(directory), catch: unusable });
    if (found > SCHEMA_VERSION) {
      return yield* new SchemaTooNew({ directory, found, supported: SCHEMA_VERSION });
    }
    if (found === SCHEMA_VERSION) return;
    yield* Effect.try({ try: () => migrate(databaseFile(directory), found), catch: unusable });
  });
}

/** The schema version of what is there: 0 for nothing yet. Throws when it is no store of ours. */
function storedVersion(directory: string): number {
  const file = databaseFile(directory);
  if (!existsSync(file)) return 0;
  const database = new Database(file);
  try {
    const names = database.prepare("SELECT name FROM sqlite_master").pluck().all();
    if (names.length === 0) return 0;
    if (!names.includes("meta")) {
      throw new Error(`${file} holds other tables than those of a store; choose another directory`);
    }
    const version = database.prepare("SELECT schema_version FROM meta").pluck().get();
    if (typeof version !== "number") throw new Error(`${file} does not say its schema version`);
    return version;
  } finally {
    database.close();
  }
}

/** Takes all missing steps in one transaction: a crash leaves the old schema or the new one. */
function migrate(file: string, from: number): void {
  const database = new Database(file);
  try {
    database.pragma("journal_mode = WAL");
    database.exec("BEGIN IMMEDIATE");
    for (const step of MIGRATIONS.slice(from)) step(database);
    database.prepare("UPDATE meta SET schema_version = ?").run(SCHEMA_VERSION);
    database.exec("COMMIT");
  } finally {
    database.close();
  }
}
