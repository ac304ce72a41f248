import { inspect } from "node:util";

/** What a fault of SQLite means for whoever runs the server, and what to do about it. */
const ADVICE: readonly (readonly [code: RegExp, advice: string])[] = [
  [/^SQLITE_FULL/, "the disk is full: free some space, then start again"],
  [/^SQLITE_IOERR/, "the disk refused an operation: check its health, space and quota"],
  [/^SQLITE_READONLY/, "the files may not be written: check owner, permissions and mount"],
  [/^SQLITE_CANTOPEN/, "the file cannot be opened: check owner, permissions and path"],
  [/^SQLITE_PERM/, "the file may not be used: check owner and permissions"],
  [/^SQLITE_NOTADB/, "the file is not a SQLite database: choose another data directory"],
  [/^SQLITE_CORRUPT/, "the database is damaged: restore the data directory from a backup"],
  [/^SQLITE_BUSY/, "another program holds the database: stop it, then start again"],
  [/^SQLITE_TOOBIG/, "a value is larger than SQLite can hold (1 GB)"],
  [/^SQLITE_NOMEM/, "the process ran out of memory"],
  [/^(EACCES|EPERM)/, "the directory may not be used: check owner and permissions"],
  [/^EROFS/, "the file system is mounted read-only"],
  [/^(ENOSPC|EDQUOT)/, "the disk is full: free some space, then start again"],
  [/^(EIO|EFBIG)/, "the disk refused an operation: check its health, space and quota"],
  [/^(ENOTDIR|EEXIST)/, "a file stands where a directory is needed: choose another path"],
];

/** A fault as one line: what was reported, its code, and what to do. */
export function describeFault(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause === "string" ? cause : inspect(cause);
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const found = ADVICE.find(([pattern]) => pattern.test(code));
  const reported = code === "" || cause.message.includes(code) ? "" : ` (${code})`;
  return `${cause.message}${reported}${found === undefined ? "" : `; ${found[1]}`}`;
}
