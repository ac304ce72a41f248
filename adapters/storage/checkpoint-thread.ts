import { closeSync, openSync, readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { CheckpointStart, FromCheckpointer, ToCheckpointer } from "./checkpoint-messages.ts";
import { readHead, rowsOf } from "./log/record.ts";
import type { LogRange } from "./log/segment.ts";
import { Database } from "./sqlite.ts";
import { describeFault } from "./sqlite-fault.ts";
import { TableFolder } from "./table-folder.ts";

/** SQLite's own log is emptied into the database whenever it has grown by this many pages. */
const CHECKPOINT_PAGES = 4_000;

/** What that log is cut back to once it has been emptied. */
const LOG_BYTES = 64 * 1024 * 1024;

/** The one connection that writes to the tables. */
class Follower {
  private readonly database: Database;
  private readonly folder: TableFolder;

  constructor({ file, epoch, tables }: CheckpointStart) {
    this.database = new Database(file, { fileMustExist: true });
    this.database.pragma("synchronous = FULL");
    this.database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    this.database.pragma(`journal_size_limit = ${LOG_BYTES}`);
    this.folder = new TableFolder(this.database, tables, epoch);
  }

  follow(ranges: readonly LogRange[], sequence: number): void {
    for (const range of ranges) {
      const log = readRange(range);
      for (let at = 0; at < log.byteLength;) {
        const head = readHead(log, at);
        if (head === null) throw new Error(`${range.file} does not hold what was written to it`);
        this.folder.add(rowsOf(log, at, head));
        at += head.totalBytes;
      }
    }
    this.folder.write(sequence);
  }

  /** Drops the transaction under way, if any, and with it the lock that others wait for. */
  abandon(): void {
    this.database.close();
  }

  close(): void {
    this.database.pragma("wal_checkpoint(TRUNCATE)");
    this.database.close();
  }
}

function readRange({ file, from, to }: LogRange): Buffer {
  const bytes = Buffer.allocUnsafe(to - from);
  const descriptor = openSync(file, "r");
  try {
    let read = 0;
    while (read < bytes.byteLength) {
      const n = readSync(descriptor, bytes, read, bytes.byteLength - read, from + read);
      if (n === 0) throw new Error(`${file} is shorter than what was written to it`);
      read += n;
    }
  } finally {
    closeSync(descriptor);
  }
  return bytes;
}

function say(message: FromCheckpointer): void {
  const nothingTransferred: ArrayBuffer[] = [];
  parentPort?.postMessage(message, nothingTransferred);
}

/** Carries messages to the follower, in order; after the first failure only `Close` is heeded. */
function serve(start: CheckpointStart): void {
  let follower: Follower | null = null;
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      say({ _tag: "Failed", reason: describeFault(cause) });
      follower?.abandon();
      follower = null;
    }
  };
  guarded(() => {
    follower = new Follower(start);
    say({ _tag: "Ready" });
  });
  parentPort?.on("message", (message: ToCheckpointer) => {
    switch (message._tag) {
      case "Follow": {
        const { ranges, sequence } = message;
        if (follower === null) return;
        guarded(() => {
          follower?.follow(ranges, sequence);
          say({ _tag: "Followed", sequence });
        });
        return;
      }
      case "Close":
        say({ _tag: "Closed", reason: closeFault(follower) });
        parentPort?.close();
        return;
    }
  });
}

function closeFault(follower: Follower | null): string | null {
  try {
    follower?.close();
    return null;
  } catch (cause) {
    return describeFault(cause);
  }
}

serve(workerData as CheckpointStart);
