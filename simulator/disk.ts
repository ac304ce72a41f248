import {
  type Change,
  MemoryTables,
  type Row,
  type Table,
  type Tables,
  type View,
} from "@holdfast/core";

/** Puts a batch into the tables. */
export type ApplyBatch = (tables: MemoryTables, changes: readonly Change[]) => void;

/** One batch on its way to the disk. */
interface Batch {
  /** Of the engine that wrote it. */
  readonly epoch: number;
  readonly changes: readonly Change[];
}

/** The end of the log, as a crash left it: so many changes of a batch are on the disk. */
interface Tail {
  readonly batch: Batch;
  readonly written: number;
}

/**
 * A disk with one partition on it. A batch is at risk until it is synced: after a crash it is
 * there, or not, or in part; and whoever opens the store is the only one who can write from then on.
 */
export class Disk {
  readonly tables = new MemoryTables();
  private readonly applyBatch: ApplyBatch;
  private openings = 0;
  private writing: Batch | null = null;
  private tail: Tail | null = null;

  constructor(applyBatch: ApplyBatch) {
    this.applyBatch = applyBatch;
  }

  /** Whether a batch is under way. */
  get busy(): boolean {
    return this.writing !== null;
  }

  /** Changes of the batch that is under way. */
  get unsynced(): number {
    return this.writing?.changes.length ?? 0;
  }

  /** Of the engine that opened it last. */
  get epoch(): number {
    return this.openings;
  }

  /**
   * Opens the store: no engine that opened it before can write any more (S-EPOCH-1). What a crash
   * left at the end of the log counts if it is whole, and is cut off if it is not (A-STORE-1); gives
   * the changes that count.
   */
  open(): readonly Change[] {
    this.openings++;
    const { tail } = this;
    this.tail = null;
    if (tail === null) return [];
    if (tail.written < tail.batch.changes.length) return [];
    this.applyBatch(this.tables, tail.batch.changes);
    return tail.batch.changes;
  }

  /** Begins to write a batch; false where a newer engine has opened the store. */
  write(epoch: number, changes: readonly Change[]): boolean {
    if (epoch < this.openings) return false;
    this.writing = { epoch, changes };
    return true;
  }

  /** The batch under way is on the disk; gives it, or null where there is none. */
  sync(): Batch | null {
    const { writing } = this;
    if (writing === null) return null;
    this.writing = null;
    this.applyBatch(this.tables, writing.changes);
    return writing;
  }

  /** The batch under way is gone. */
  lose(): void {
    this.writing = null;
  }

  /** The writer dies with so many changes of its batch on the disk. */
  interrupt(written: number): void {
    if (this.writing !== null) this.tail = { batch: this.writing, written };
    this.writing = null;
  }
}

/** A read that failed: the process that needed it cannot go on. */
export class DiskUnreadable extends Error {
  constructor() {
    super("input/output error");
    this.name = "DiskUnreadable";
  }
}

/** The reads of one engine; one of the next can be made to fail. */
export class DiskReader implements View {
  /** What is read, for whoever looks at it from outside of the world. */
  readonly tables: MemoryTables;
  private readsLeft = Number.POSITIVE_INFINITY;

  constructor(tables: MemoryTables) {
    this.tables = tables;
  }

  /** Lets this many reads succeed, and then one fail; without end where it is infinite. */
  failAfter(reads: number): void {
    this.readsLeft = reads;
  }

  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    this.read();
    return this.tables.get(table, group, item);
  }

  scan<T extends Table>(table: T, group: string, from?: string, limit?: number): readonly Row<T>[] {
    this.read();
    return this.tables.scan(table, group, from, limit);
  }

  private read(): void {
    if (this.readsLeft-- <= 0) throw new DiskUnreadable();
  }
}
