import { rmSync } from "node:fs";
import type { Change, View } from "@holdfast/core";
import { databaseFile, logFolder } from "./directory.ts";
import { Following } from "./following.ts";
import { ChangeLog } from "./log/change-log.ts";
import { encodeRecord, type EncodedRecord } from "./log/record.ts";
import { Overlay } from "./overlay.ts";
import type { Opening } from "./recover.ts";
import { describeFault } from "./sqlite-fault.ts";
import { TableReader } from "./table-reader.ts";

/**
 * Batches that may wait for the disk. An engine has one under way at a time; whoever appends this
 * many without an answer does not listen to the answers.
 */
export const MAX_PENDING_BATCHES = 1_000;

type OnDone = (failure: string | null) => void;

/** A batch on its way to the disk. */
interface Pending extends EncodedRecord {
  readonly sequence: number;
  readonly onDone: OnDone;
}

/**
 * An opened data directory: batches go to the log, one synced write at a time, then to the
 * overlay, and the tables follow many batches at a time, in a thread. The caller waits for no disk.
 */
export class LoggedTables {
  readonly view: View;
  private readonly directory: string;
  private readonly epoch: number;
  private readonly reader: TableReader;
  private readonly overlay: Overlay;
  private readonly log: ChangeLog;
  private readonly following: Following;
  private waiting: Pending[] = [];
  private writing: readonly Pending[] = [];
  private isWriting = false;
  /** The last batch that was encoded. */
  private previous: number;
  /** Why no further batch is taken; null while they are. */
  private refusal: string | null = null;
  /** What went wrong, if it did: then nothing is known to follow. */
  private failure: string | null = null;
  private onIdle: (() => void) | null = null;

  constructor(directory: string, opening: Opening) {
    this.directory = directory;
    this.epoch = opening.epoch;
    this.previous = opening.lastSequence;
    this.log = new ChangeLog(logFolder(directory));
    this.reader = new TableReader(databaseFile(directory));
    this.view = this.overlay = new Overlay(this.reader);
    this.following = new Following(directory, opening, this.log, this.overlay, {
      nearer: () => this.write(),
      failed: (reason) => this.stop(`the tables cannot follow the change log: ${reason}`),
    });
  }

  get ready(): Promise<void> {
    return this.following.ready;
  }

  /** See `StorePort.append`. */
  append(sequence: number, changes: readonly Change[], onDone: OnDone): void {
    this.refusal ??= this.take(sequence, changes, onDone);
    if (this.refusal === null) this.write();
    else refuse(onDone, this.refusal);
  }

  /** Resolves once the tables have all that is durable now; rejects when they cannot. */
  caughtUp(): Promise<void> {
    return this.following.caughtUp();
  }

  /**
   * Takes nothing more, waits until every batch is answered and the tables have them all, ends the
   * thread, and does away with the log. Gives the reason why it could not, or null; then the log
   * stays, for the next opening.
   */
  async close(): Promise<string | null> {
    this.refusal ??= "the store has been closed";
    if (!this.isIdle) await new Promise<void>((idle) => (this.onIdle = idle));
    const behind =
      this.failure ?? (await this.following.caughtUp().then(() => null, describeFault));
    this.reader.close();
    const ended = await this.following.close();
    const reason = behind ?? ended;
    this.log.close();
    if (reason === null) rmSync(logFolder(this.directory), { recursive: true, force: true });
    return reason;
  }

  private get isIdle(): boolean {
    return !this.isWriting && this.waiting.length === 0;
  }

  /** Encodes a batch; gives the reason why it and all after it are refused, or null. */
  private take(sequence: number, changes: readonly Change[], onDone: OnDone): string | null {
    if (this.waiting.length + this.writing.length >= MAX_PENDING_BATCHES) {
      return `more than ${MAX_PENDING_BATCHES} batches wait for the disk`;
    }
    try {
      const record = encodeRecord(this.epoch, sequence, this.previous, changes);
      this.waiting.push({ ...record, sequence, onDone });
      this.previous = sequence;
      return null;
    } catch (cause) {
      return `batch ${sequence} cannot be encoded: ${describeFault(cause)}`;
    }
  }

  /** Writes all that waits, if the disk is free and the tables are near. */
  private write(): void {
    const { waiting, isWriting, following } = this;
    const last = waiting.at(-1);
    if (last === undefined || isWriting || following.isFarBehind) return;
    this.isWriting = true;
    this.writing = waiting;
    this.waiting = [];
    const [first] = waiting;
    const bytes =
      waiting.length === 1 && first !== undefined
        ? first.bytes
        : Buffer.concat(waiting.map((each) => each.bytes));
    try {
      this.log.append(bytes, last.sequence, (failure) => this.written(bytes.byteLength, failure));
    } catch (cause) {
      queueMicrotask(() => this.written(0, cause));
    }
  }

  private written(bytes: number, failure: unknown): void {
    this.isWriting = false;
    const { writing } = this;
    const last = writing.at(-1);
    if (failure !== null) this.stop(describeFault(failure));
    else if (last !== undefined) {
      for (const { sequence, rows } of writing) this.overlay.add(sequence, rows);
      this.following.grown(last.sequence, bytes);
      this.writing = [];
      for (const { onDone } of writing) onDone(null);
      this.write();
    }
    if (this.isIdle) this.onIdle?.();
  }

  /** Takes nothing more; every batch without an answer gets this one. */
  private stop(reason: string): void {
    this.failure ??= reason;
    this.refusal = reason;
    const unanswered = [...this.writing, ...this.waiting];
    this.writing = [];
    this.waiting = [];
    for (const { onDone } of unanswered) refuse(onDone, reason);
    if (this.isIdle) this.onIdle?.();
  }
}

/** Answers from a turn of its own, so that an answer never comes before `append` has returned. */
function refuse(onDone: OnDone, reason: string): void {
  queueMicrotask(() => onDone(reason));
}
