import { FAULT_NAMES, type Fault } from "./faults.ts";
import type { Report } from "./simulate.ts";

/** What a campaign did in all its worlds. */
export interface Campaign {
  readonly seeds: number;
  readonly failures: readonly Report[];
  /** Everything that happened in them: see `TraceEvent`. */
  readonly events: number;
  /** Of these: inputs that engines took. */
  readonly inputs: number;
  /** Of these: transitions of partitions. */
  readonly transitions: number;
  readonly faults: Readonly<Record<Fault, number>>;
  readonly sometimes: Readonly<Record<string, number>>;
  /** Steps compared with the abstract machine, and its actions by name. */
  readonly refined: { readonly steps: number; readonly actions: Readonly<Record<string, number>> };
  /** What was to be reached and was not: faults and situations with a count of zero. */
  readonly unreached: readonly string[];
}

/** Sums up worlds, or campaigns that are parts of a larger one. */
export class Tally {
  private readonly failures: Report[] = [];
  private readonly faults = new Map<string, number>(FAULT_NAMES.map((name) => [name, 0]));
  private readonly sometimes = new Map<string, number>();
  private readonly actions = new Map<string, number>();
  private readonly wanted: readonly string[];
  private readonly reaches: readonly string[] | null;
  private seeds = 0;
  private events = 0;
  private inputs = 0;
  private transitions = 0;
  private refinedSteps = 0;

  /**
   * `wanted` are the faults that can strike at all, and `reaches` the situations that have to come
   * about, all where it is null: others are not missed.
   */
  constructor(wanted: readonly Fault[] = FAULT_NAMES, reaches: readonly string[] | null = null) {
    this.wanted = wanted;
    this.reaches = reaches;
  }

  /** Worlds in which a claim was broken so far. */
  get failed(): number {
    return this.failures.length;
  }

  get campaign(): Campaign {
    const { seeds, failures, events, inputs, transitions, faults, sometimes } = this;
    const isWanted = (name: string): boolean =>
      faults.has(name) ? this.wanted.includes(name) : (this.reaches?.includes(name) ?? true);
    return {
      seeds,
      failures,
      events,
      inputs,
      transitions,
      faults: Object.fromEntries(faults) as Record<Fault, number>,
      sometimes: Object.fromEntries(sometimes),
      refined: { steps: this.refinedSteps, actions: Object.fromEntries(this.actions) },
      unreached: [...faults, ...sometimes]
        .filter(([name, n]) => n === 0 && isWanted(name))
        .map(([name]) => name),
    };
  }

  addWorld(report: Report): void {
    const { violation, steps: events } = report;
    this.add({ ...report, seeds: 1, events, failures: violation === null ? [] : [report] });
  }

  /** Adds a part: what it found unreached may be reached in another. */
  add(part: Omit<Campaign, "unreached">): void {
    this.seeds += part.seeds;
    this.events += part.events;
    this.inputs += part.inputs;
    this.transitions += part.transitions;
    this.refinedSteps += part.refined.steps;
    addCounts(this.faults, part.faults);
    addCounts(this.sometimes, part.sometimes);
    addCounts(this.actions, part.refined.actions);
    this.failures.push(...part.failures);
  }
}

function addCounts(into: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) into.set(name, (into.get(name) ?? 0) + count);
}
