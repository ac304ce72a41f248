import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  assertVersion,
  type EncodedRow,
  isWhole,
  readHead,
  type RecordHead,
  rowsOf,
} from "./record.ts";

const MAGIC_BYTES = Buffer.from("HFLG");

/** A record as it was found. */
export interface FoundRecord {
  readonly head: RecordHead;
  readonly rows: Iterable<EncodedRow>;
}

/**
 * The records of a log's folder that come after batch `last`, in order. What a crash has left
 * unfinished at the very end is left out: it was never answered. Throws when a record is damaged
 * or missing that has others behind it, since those were answered after it.
 */
export function* readLog(folder: string, last: number): Generator<FoundRecord> {
  let sequence = last;
  for (const name of readdirSync(folder).sort()) {
    const file = join(folder, name);
    const log = readFileSync(file);
    let at = 0;
    for (let head = wholeHead(log, at); head !== null; head = wholeHead(log, at)) {
      // A segment that is written anew still holds what it held before, behind its end.
      if (head.sequence > sequence) {
        if (head.previous !== sequence) throw missing(file, at, sequence, head.previous);
        sequence = head.sequence;
        yield { head, rows: rowsOf(log, at, head) };
      }
      at += head.totalBytes;
    }
    const later = laterRecord(log, at, sequence);
    if (later !== null) throw damaged(file, at, sequence, later);
  }
}

function wholeHead(log: Buffer, at: number): RecordHead | null {
  const head = readHead(log, at);
  if (head === null || !isWhole(log, at, head)) return null;
  assertVersion(log, at);
  return head;
}

/** Sequence number of a whole record behind `from` that is newer than `sequence`, or null. */
function laterRecord(log: Buffer, from: number, sequence: number): number | null {
  for (let at = log.indexOf(MAGIC_BYTES, from); at !== -1; at = log.indexOf(MAGIC_BYTES, at + 1)) {
    const head = readHead(log, at);
    if (head !== null && head.sequence > sequence && isWhole(log, at, head)) return head.sequence;
  }
  return null;
}

function missing(file: string, at: number, last: number, previous: number): Error {
  return new Error(
    `the change log has a gap: behind batch ${last} comes, in ${file} at byte ${at}, a record that ` +
      `follows batch ${previous}; a file of the log was removed or damaged, restore a backup`,
  );
}

function damaged(file: string, at: number, last: number, later: number): Error {
  return new Error(
    `the change log is damaged in ${file} at byte ${at}: behind batch ${last} nothing can be read ` +
      `there, but batch ${later} stands further on; restore a backup`,
  );
}
