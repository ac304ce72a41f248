import { expect, it } from "vitest";
import { describeFault } from "./sqlite-fault.ts";

function fault(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

it.each([
  [
    fault("SQLITE_FULL", "database or disk is full"),
    "database or disk is full (SQLITE_FULL); the disk is full: free some space, then start again",
  ],
  [
    fault("SQLITE_IOERR_FSYNC", "disk I/O error"),
    "disk I/O error (SQLITE_IOERR_FSYNC); " +
      "the disk refused an operation: check its health, space and quota",
  ],
  [
    fault("EROFS", "EROFS: read-only file system, mkdir '/data'"),
    "EROFS: read-only file system, mkdir '/data'; the file system is mounted read-only",
  ],
  [fault("SQLITE_MISMATCH", "datatype mismatch"), "datatype mismatch (SQLITE_MISMATCH)"],
  [new Error("anything else"), "anything else"],
  ["a text", "a text"],
  [{ what: 1 }, "{ what: 1 }"],
])("says what happened and what to do: %s", (cause, expected) => {
  expect(describeFault(cause)).toBe(expected);
});
