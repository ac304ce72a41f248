import { describeOccurrence } from "./describe.ts";
import { Digest } from "./digest.ts";
import type { Occurrence } from "./occurrence.ts";

/**
 * One thing that happened in a world, in its place: an input that an engine takes, a transition of
 * a partition, an output that a host carries out, an act of an endpoint, a handler, a client or a
 * disk, or a fault. This is the event that campaigns count, and all that the hash of a trace is of.
 */
export interface TraceEvent {
  /** Its place, from 0. */
  readonly step: number;
  /** Virtual time in microseconds since the world began. */
  readonly atUs: number;
  readonly actor: string;
  readonly what: Occurrence;
  /** Whether this is a fault, and not the ordinary course of things. */
  readonly fault: boolean;
}

/** Events kept for the report of a broken claim, unless all are. */
export const KEPT_EVENTS = 400;

/** What happened, as a hash of all and a record of the last; equal hashes mean equal runs. */
export class Trace {
  private readonly kept: TraceEvent[] = [];
  private readonly most: number;
  private readonly digest = new Digest();
  private count = 0;

  /** `most` is how many events are kept, the last ones; infinity keeps all. */
  constructor(most: number = KEPT_EVENTS) {
    this.most = most;
  }

  get length(): number {
    return this.count;
  }

  /** Sixteen hex digits. */
  get hash(): string {
    return this.digest.text;
  }

  /** The last events, the oldest first. */
  get last(): readonly TraceEvent[] {
    if (this.count <= this.most) return this.kept;
    const from = this.count % this.most;
    return [...this.kept.slice(from), ...this.kept.slice(0, from)];
  }

  add(atUs: number, actor: string, what: Occurrence, fault: boolean): void {
    const step = this.count++;
    this.digest.add(atUs, actor, what);
    const event = { step, atUs, actor, what, fault };
    if (step < this.most) this.kept.push(event);
    else this.kept[step % this.most] = event;
  }
}

/** One line of a printed history; a fault is marked with `!`. */
export function formatEvent({ step, atUs, actor, what, fault }: TraceEvent): string {
  const mark = fault ? "!" : " ";
  const atMs = (atUs / 1_000).toFixed(3);
  return `${String(step).padStart(6)} ${atMs.padStart(12)} ${mark} ${actor.padEnd(10)} ${describeOccurrence(what)}`;
}
