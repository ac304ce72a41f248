import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

/** Text that is gathered before it is written, where nothing asks for it before. */
const GATHERED_CHARS = 256 * 1024;

/** How far back from its end a file is looked through for the last batch that it tells of. */
const LOOKED_THROUGH_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * A trace that engines append to, one after the other. Lines are handed to the system before
 * `flush` returns, and so outlive the process, however it ends; they are not synced, and so may not
 * outlive a loss of power.
 */
export class TraceFile {
  /** The last batch that the file tells of as it was found, or null where it tells of none. */
  readonly lastBatch: number | null;
  private readonly file: number;
  private gathered = "";

  /** Throws what the system says where the file cannot be read or written. */
  constructor(path: string) {
    // What names and ids tell is nobody else's business.
    this.file = openSync(path, "a+", 0o600);
    const end = readEnd(this.file);
    this.lastBatch = lastBatchIn(end);
    // A line that was torn by the end of its writer stays what it is.
    if (end.length > 0 && end.at(-1) !== NEWLINE) this.gathered = "\n";
  }

  /** Adds one line. */
  add(line: string): void {
    this.gathered += `${line}\n`;
    if (this.gathered.length >= GATHERED_CHARS) this.flush();
  }

  flush(): void {
    if (this.gathered === "") return;
    const bytes = Buffer.from(this.gathered);
    this.gathered = "";
    for (let at = 0; at < bytes.length;) at += writeSync(this.file, bytes, at);
  }

  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.file);
    }
  }
}

function readEnd(file: number): Buffer {
  const { size } = fstatSync(file);
  const from = Math.max(0, size - LOOKED_THROUGH_BYTES);
  const end = Buffer.alloc(size - from);
  let read = 0;
  while (read < end.length) {
    const more = readSync(file, end, read, end.length - read, from + read);
    if (more === 0) break;
    read += more;
  }
  return end.subarray(0, read);
}

/** Names the last batch before an engine began, or a batch that was appended. */
const TELLS_BATCH =
  /^\{"_tag":"(?:Append","batch":(\d+),"changes":\d+\}$|Start",.*"lastBatch":(\d+),.*"told":false)/;

/** The last batch that lines tell of; a start that tells all rows may not have come to its end. */
function lastBatchIn(end: Buffer): number | null {
  for (const line of end.toString().split("\n").reverse()) {
    const [, appended, began] = TELLS_BATCH.exec(line) ?? [];
    const batch = appended ?? began;
    if (batch !== undefined) return Number(batch);
  }
  return null;
}
