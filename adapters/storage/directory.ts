import { mkdirSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DirectoryInUse, DirectoryUnusable } from "./errors.ts";
import { syncFolder } from "./log/segment.ts";
import { Database } from "./sqlite.ts";
import { describeFault } from "./sqlite-fault.ts";

/** The database of a data directory: all its tables. */
export function databaseFile(directory: string): string {
  return join(directory, "holdfast.sqlite");
}

/** The folder of a data directory that holds the change log of the opening under way. */
export function logFolder(directory: string): string {
  return join(directory, "log");
}

/** Where the log of an earlier opening goes before it is read; `epoch` is that of the reader. */
export function takenLogFolder(directory: string, epoch: number): string {
  return join(directory, `log-taken-by-${epoch}`);
}

/** Logs that were taken and not done with, the oldest first. */
export function takenLogFolders(directory: string): readonly string[] {
  const epochOf = (name: string) => Number(/^log-taken-by-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
  return readdirSync(directory)
    .filter((name) => !Number.isNaN(epochOf(name)))
    .sort((a, b) => epochOf(a) - epochOf(b))
    .map((name) => join(directory, name));
}

/**
 * Makes the data directory if need be and takes it for this store alone; the returned function
 * gives it back. The lock is an exclusive transaction on a small database of its own, so the
 * operating system drops it when the process ends, however it ends (A-STORE-2). It does not hold
 * between machines: a data directory belongs on a local disk.
 * Throws DirectoryInUse or DirectoryUnusable.
 */
export function takeDirectory(directory: string): () => void {
  let lock: Database | null = null;
  try {
    makeDirectory(directory);
    lock = new Database(join(directory, "holdfast.lock"), { timeout: 0 });
    lock.pragma("journal_mode = MEMORY");
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock?.close();
    if (cause instanceof Error && "code" in cause && cause.code === "SQLITE_BUSY") {
      throw new DirectoryInUse({ directory });
    }
    throw new DirectoryUnusable({ directory, reason: describeFault(cause) });
  }
  const held = lock;
  return () => held.close();
}

/** Makes the directory and sees to it that it is still there after a loss of power. */
function makeDirectory(directory: string): void {
  const first = mkdirSync(directory, { recursive: true });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let made = resolve(directory); made !== top; made = dirname(made)) syncFolder(dirname(made));
}
