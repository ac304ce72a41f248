import { type Change, MemoryTables } from "@holdfast/core";

/** Puts a batch into the tables. */
export type ApplyBatch = (tables: MemoryTables, changes: readonly Change[]) => void;

/** A disk with one partition on it: a batch is at risk until it is durable. */
export class Disk {
  readonly tables = new MemoryTables();
  private readonly applyBatch: ApplyBatch;
  private writing: readonly Change[] | null = null;

  constructor(applyBatch: ApplyBatch) {
    this.applyBatch = applyBatch;
  }

  /** Whether a batch is under way. */
  get busy(): boolean {
    return this.writing !== null;
  }

  write(changes: readonly Change[]): void {
    this.writing = changes;
  }

  /** The batch under way is on the disk; gives it, or null where there is none. */
  sync(): readonly Change[] | null {
    const { writing } = this;
    if (writing === null) return null;
    this.writing = null;
    this.applyBatch(this.tables, writing);
    return writing;
  }

  /** The batch under way is gone. */
  lose(): void {
    this.writing = null;
  }
}
