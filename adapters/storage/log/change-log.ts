import { closeSync, renameSync, rmSync, statSync } from "node:fs";
import {
  allocateSegment,
  type LogRange,
  openSegment,
  SEGMENT_BYTES,
  segmentFile,
  syncFolder,
} from "./segment.ts";
import { writeSynced } from "./write-synced.ts";

/** Trimmed segments that are kept to be written anew. */
const SPARE_SEGMENTS = 2;

const TAKEN =
  "another store has taken this data directory, and this one may not write to it any more";

interface Segment {
  readonly file: string;
  readonly descriptor: number;
  /** Identifies the file, whatever it is called by now. */
  readonly inode: number;
  /** Where the next record goes. */
  end: number;
  /** Up to where the tables follow, or have been told to. */
  taken: number;
  /** Sequence number of the last record in it. */
  last: number;
}

/**
 * The append-only log of one opening of a store: records go to the end of the newest segment, one
 * write at a time, each on the disk before it is answered (A-STORE-1). What the tables have
 * followed is trimmed, and its files are used again. Methods throw what the file system throws;
 * after that the log is only to be closed.
 */
export class ChangeLog {
  private readonly folder: string;
  private readonly segments: Segment[] = [];
  private readonly spares: string[] = [];
  private nextNumber = 1;

  /** `folder` exists and is empty. */
  constructor(folder: string) {
    this.folder = folder;
    allocateSegment(segmentFile(folder, this.nextNumber));
    this.begin();
  }

  /**
   * Writes records that belong one after the other, the last of them numbered `sequence`. `onDone`
   * is told null once they are on the disk, or what went wrong. One call at a time.
   */
  append(records: Buffer, sequence: number, onDone: (failure: Error | null) => void): void {
    const segment = this.segmentFor(records.byteLength);
    const { descriptor, end, file, inode } = segment;
    writeSynced(descriptor, records, end, (failure) => {
      if (failure !== null) {
        onDone(failure);
        return;
      }
      segment.end = end + records.byteLength;
      segment.last = sequence;
      // Whoever takes the directory from us moves the log away before reading it. As long as our
      // file has its name, that one has not begun to read, and so will find these records.
      const owned = statSync(file, { throwIfNoEntry: false })?.ino === inode;
      onDone(owned ? null : new Error(TAKEN));
    });
  }

  /** Where all records stand that were not in an earlier answer. */
  takeRanges(): readonly LogRange[] {
    const ranges: LogRange[] = [];
    for (const segment of this.segments) {
      const { file, taken: from, end: to } = segment;
      if (to > from) ranges.push({ file, from, to });
      segment.taken = to;
    }
    return ranges;
  }

  /** The tables have followed up to `sequence`: segments that end before it are not needed. */
  trim(sequence: number): void {
    while (this.segments.length > 1) {
      const [oldest] = this.segments;
      if (oldest === undefined || oldest.last > sequence || oldest.taken < oldest.end) return;
      this.segments.shift();
      closeSync(oldest.descriptor);
      const { file } = oldest;
      if (this.spares.length < SPARE_SEGMENTS && statSync(file).size === SEGMENT_BYTES) {
        this.spares.push(file);
      } else rmSync(file);
    }
  }

  close(): void {
    for (const { descriptor } of this.segments.splice(0)) closeSync(descriptor);
  }

  private segmentFor(bytes: number): Segment {
    const newest = this.segments.at(-1);
    if (newest === undefined) throw new Error("the change log has been closed");
    const fits = newest.end + bytes <= SEGMENT_BYTES || newest.end === 0;
    return fits ? newest : this.begin();
  }

  private begin(): Segment {
    const file = segmentFile(this.folder, this.nextNumber++);
    const spare = this.spares.shift();
    if (spare !== undefined) renameSync(spare, file);
    const descriptor = openSegment(file);
    syncFolder(this.folder);
    const { ino: inode } = statSync(file);
    const segment: Segment = { file, descriptor, inode, end: 0, taken: 0, last: 0 };
    this.segments.push(segment);
    return segment;
  }
}
