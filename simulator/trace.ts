/** One thing that happened in a world, for readers. */
export interface TraceEvent {
  readonly step: number;
  /** Virtual time in milliseconds since the world began. */
  readonly atMs: number;
  readonly actor: string;
  readonly text: string;
  /** Whether this is a fault, and not the ordinary course of things. */
  readonly fault: boolean;
}

/** Events kept for the report of a broken claim. */
const KEPT_EVENTS = 400;

/** What happened, as a hash of all and a record of the last; equal hashes mean equal runs. */
export class Trace {
  private readonly kept: TraceEvent[] = [];
  private count = 0;
  private hashLow = 0x811c9dc5;
  private hashHigh = 0x1b873593;

  get length(): number {
    return this.count;
  }

  /** Sixteen hex digits. */
  get hash(): string {
    return hex(this.hashHigh) + hex(this.hashLow);
  }

  /** The last events, the oldest first. */
  get last(): readonly TraceEvent[] {
    const from = this.count % KEPT_EVENTS;
    return this.count <= KEPT_EVENTS
      ? this.kept
      : [...this.kept.slice(from), ...this.kept.slice(0, from)];
  }

  note(atUs: number, actor: string, text: string, fault = false): void {
    this.kept[this.count % KEPT_EVENTS] = {
      step: this.count,
      atMs: atUs / 1_000,
      actor,
      text,
      fault,
    };
    this.count++;
    this.mix(actor);
    this.mix(text);
    this.hashHigh = Math.imul(this.hashHigh ^ (atUs >>> 0), 0x5bd1e995) ^ this.hashLow;
  }

  private mix(text: string): void {
    let hash = this.hashLow;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    this.hashLow = hash;
  }
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}

/** One line of a printed history; a fault is marked with `!`. */
export function formatEvent({ step, atMs, actor, text, fault }: TraceEvent): string {
  const mark = fault ? "!" : " ";
  return `${String(step).padStart(6)} ${atMs.toFixed(3).padStart(12)} ${mark} ${actor.padEnd(10)} ${text}`;
}
