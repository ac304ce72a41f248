import type { Change } from "../model/index.ts";
import type { Action } from "../partition/action.ts";
import type { Transition } from "../partition/transition.ts";
import { changeBytes } from "./change-bytes.ts";

/** A batch: changes that become durable together, and the actions that wait for them. */
export interface Batch {
  readonly sequence: number;
  readonly changes: Change[];
  readonly actions: Action[];
  bytes: number;
}

/**
 * The output gate: the only door out. Actions leave in order, each once the changes of its own
 * transition and of all before it are durable (S-GATE-1). While one batch is being written, all
 * that happens gathers in the next.
 */
export class Gate {
  private building: Batch;
  private writing: Batch | null = null;

  constructor(firstSequence: number) {
    this.building = emptyBatch(firstSequence);
  }

  /** Number of the batch that takes the changes of the next transition. */
  get sequence(): number {
    return this.building.sequence;
  }

  get unwrittenBytes(): number {
    return this.building.bytes + (this.writing?.bytes ?? 0);
  }

  get idle(): boolean {
    return this.writing === null && isEmpty(this.building);
  }

  add({ changes, actions }: Transition): void {
    const { building } = this;
    for (const change of changes) {
      building.changes.push(change);
      building.bytes += changeBytes(change);
    }
    for (const action of actions) building.actions.push(action);
  }

  /** Holds actions that need no change of their own, behind all that is not yet durable. */
  hold(actions: readonly Action[]): void {
    for (const action of actions) this.building.actions.push(action);
  }

  /** The next batch to write, if there are changes and no batch is under way. */
  takeBatch(): Batch | null {
    if (this.writing !== null || this.building.changes.length === 0) return null;
    this.writing = this.building;
    this.building = emptyBatch(this.writing.sequence + 1);
    return this.writing;
  }

  /** The batch under way is durable: its actions may leave. */
  settle(sequence: number): Batch | null {
    if (this.writing?.sequence !== sequence) return null;
    const settled = this.writing;
    this.writing = null;
    return settled;
  }

  /** Actions that wait for nothing: no change before them is without its place on the disk. */
  takeFreeActions(): readonly Action[] {
    const { building } = this;
    if (this.writing !== null || building.changes.length > 0) return [];
    return building.actions.splice(0);
  }
}

function emptyBatch(sequence: number): Batch {
  return { sequence, changes: [], actions: [], bytes: 0 };
}

function isEmpty(batch: Batch): boolean {
  return batch.changes.length === 0 && batch.actions.length === 0;
}
