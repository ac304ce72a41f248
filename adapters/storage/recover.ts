import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { databaseFile, logFolder, takenLogFolder, takenLogFolders } from "./directory.ts";
import { readLog } from "./log/read-log.ts";
import { syncFolder } from "./log/segment.ts";
import { SCHEMA_TABLES } from "./schema-tables.ts";
import { Database } from "./sqlite.ts";
import { TableFolder } from "./table-folder.ts";

/** Where a store stands when it is opened. */
export interface Opening {
  readonly epoch: number;
  /** Number of the last durable batch; the tables hold it and all before it. */
  readonly lastSequence: number;
}

/**
 * Makes this opener the newest, so that no older one can commit (S-EPOCH-1), and lets the tables follow what an
 * earlier opening has left in its log; then the folder of the log is there, and empty.
 * The log is moved away before it is read: an older writer that is still alive finds its file gone
 * before it has answered what is not read here. Every step may be cut short and is taken again.
 */
export function openTables(directory: string): Opening {
  const database = new Database(databaseFile(directory), { fileMustExist: true });
  try {
    database.pragma("synchronous = FULL");
    const { epoch, lastSequence } = raiseEpoch(database);
    if (existsSync(logFolder(directory))) {
      renameSync(logFolder(directory), takenLogFolder(directory, epoch));
      syncFolder(directory);
    }
    const followed = followTaken(directory, database, { epoch, lastSequence });
    for (const folder of takenLogFolders(directory)) rmSync(folder, { recursive: true });
    mkdirSync(logFolder(directory));
    syncFolder(directory);
    return { epoch, lastSequence: followed };
  } finally {
    database.close();
  }
}

function raiseEpoch(database: Database): Opening {
  const row = database
    .prepare("UPDATE meta SET epoch = epoch + 1 RETURNING epoch, last_sequence")
    .raw()
    .get();
  const [epoch, lastSequence] = row as readonly [number, number];
  return { epoch, lastSequence };
}

/** Bytes of records that are folded in one transaction. */
const FOLDED_BYTES = 32 * 1024 * 1024;

function followTaken(directory: string, database: Database, { epoch, lastSequence }: Opening) {
  const tables = new TableFolder(database, SCHEMA_TABLES, epoch);
  let sequence = lastSequence;
  let bytes = 0;
  for (const folder of takenLogFolders(directory)) {
    for (const { head, rows } of readLog(folder, sequence)) {
      tables.add(rows);
      sequence = head.sequence;
      bytes += head.totalBytes;
      if (bytes < FOLDED_BYTES) continue;
      tables.write(sequence);
      bytes = 0;
    }
  }
  if (bytes > 0) tables.write(sequence);
  return sequence;
}
