import type { Change, MemoryTables } from "@holdfast/core";
import { broken } from "./checkers/checker.ts";
import { pick } from "./choices.ts";
import { Disk, DiskReader, DiskUnreadable } from "./disk.ts";
import type { World } from "./world.ts";

/** Longest times, in microseconds. */
const LONGEST_WRITE_US = 500_000;
const LONGEST_FULL_US = 3_000_000;

/** Most reads of one step that succeed before one fails. */
const MOST_READS = 8;

/** What a host does as its disk comes along with batches. */
export interface DiskOwner {
  /** Changes are on the disk, whoever knows. */
  durable(changes: readonly Change[], epoch: number): void;
  /** The engine is told that its batch is durable, or that it cannot be written. */
  written(sequence: number, changes: readonly Change[]): void;
  failed(sequence: number, message: string): void;
}

/** A batch that its engine has not heard of yet. */
export interface Flight {
  readonly sequence: number;
  durable: boolean;
}

/** The disk of one host, with all that can happen to it: slow, full, unreadable, torn in a crash. */
export class HostDisk {
  private readonly world: World;
  private readonly index: number;
  private readonly name: string;
  private readonly owner: DiskOwner;
  private readonly disk: Disk;
  private flying: Flight | null = null;
  /** Virtual time until which no batch can be written; microseconds. */
  private fullUntilUs = 0;

  constructor(world: World, index: number, owner: DiskOwner) {
    this.world = world;
    this.index = index;
    this.name = `disk ${index}`;
    this.owner = owner;
    this.disk = new Disk(world.parts.applyBatch);
  }

  get tables(): MemoryTables {
    return this.disk.tables;
  }

  get epoch(): number {
    return this.disk.epoch;
  }

  get busy(): boolean {
    return this.disk.busy;
  }

  get flight(): Flight | null {
    return this.flying;
  }

  /** An engine opens it, and reads it by what is given. */
  open(): DiskReader {
    this.synced(this.disk.open(), this.epoch);
    return new DiskReader(this.disk.tables);
  }

  /** Does what reads it; null where a read fails. */
  reading<T>(reader: DiskReader, work: () => T): T | null {
    const { choices, faults } = this.world;
    if (faults.strikes("read-error", this.index)) reader.failAfter(choices.below(MOST_READS));
    try {
      return work();
    } catch (error) {
      if (!(error instanceof DiskUnreadable)) throw error;
      this.world.fault(this.name, "cannot be read");
      return null;
    } finally {
      reader.failAfter(Number.POSITIVE_INFINITY);
    }
  }

  /** The engine appends a batch; its host is told in the end. */
  append(sequence: number, changes: readonly Change[]): void {
    if (this.busy) broken("S-GATE-1", "the engine appends a batch while one is under way");
    if (!this.disk.write(this.epoch, changes)) broken("S-EPOCH-1", "the newest engine is refused");
    const { choices, faults, timeline, settings } = this.world;
    const flight = { sequence, durable: false };
    this.flying = flight;
    if (faults.strikes("disk-full", this.index)) {
      this.fullUntilUs = timeline.nowUs + choices.below(LONGEST_FULL_US);
    }
    const slowUs = faults.strikes("slow-disk", this.index) ? LONGEST_WRITE_US : settings.latencyUs;
    timeline.after(choices.below(slowUs), () => {
      if (this.flying !== flight) return;
      const isFull = timeline.nowUs < this.fullUntilUs && !faults.healed;
      if (isFull || faults.strikes("disk-error", this.index)) {
        this.world.fault(this.name, `cannot write batch ${sequence}`);
        this.disk.lose();
        this.flying = null;
        this.owner.failed(sequence, "no space left");
        return;
      }
      this.sync();
      flight.durable = true;
      const lateUs = faults.strikes("late-report", this.index) ? LONGEST_WRITE_US : 1;
      timeline.after(choices.below(lateUs), () => {
        if (this.flying !== flight) return;
        this.flying = null;
        this.owner.written(sequence, changes);
      });
    });
  }

  /** An engine that opened it earlier writes; false where it is refused. */
  writeAs(epoch: number, changes: readonly Change[]): boolean {
    return this.disk.write(epoch, changes);
  }

  /** What is being written is on the disk. */
  sync(): void {
    const batch = this.disk.sync();
    if (batch !== null) this.synced(batch.changes, batch.epoch);
  }

  /** The writer dies: what it was writing is on the disk, or not, or in part. */
  interrupt(): void {
    this.flying = null;
    if (!this.busy) return;
    const { choices, faults } = this.world;
    const { unsynced } = this.disk;
    const written = pick(choices, [0, unsynced, choices.below(unsynced)]);
    const isLost = written === 0;
    const end = isLost ? "lost-batch" : written === unsynced ? "kept-batch" : "torn-batch";
    faults.count(end, this.index);
    this.disk.interrupt(written);
  }

  private synced(changes: readonly Change[], epoch: number): void {
    if (changes.length === 0) return;
    this.world.happened(this.name, { _tag: "Durable", changes: changes.length });
    this.owner.durable(changes, epoch);
  }
}
