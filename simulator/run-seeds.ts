import { FAULT_NAMES, type Fault } from "./faults.ts";
import { type Report, simulate, type SimulateOptions } from "./simulate.ts";
import { formatEvent } from "./trace.ts";

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

/** How to run a campaign. */
export interface CampaignOptions extends Omit<SimulateOptions, "seed" | "tape"> {
  readonly from: number;
  readonly count: number;
  /** Failures after which the campaign ends. */
  readonly maxFailures?: number;
  /** Told of each world as it ends; false ends the campaign. */
  readonly onReport?: (report: Report) => boolean | undefined;
}

/** Runs the worlds of `count` seeds, one after the other. */
export async function runSeeds(options: CampaignOptions): Promise<Campaign> {
  const { from, count, maxFailures = 1, onReport, ...rest } = options;
  const failures: Report[] = [];
  const faults = new Map<string, number>(FAULT_NAMES.map((name) => [name, 0]));
  const sometimes = new Map<string, number>();
  const actions = new Map<string, number>();
  let refinedSteps = 0;
  // Where only some faults strike, the others are not missed.
  const wanted: readonly string[] = options.faults ?? FAULT_NAMES;
  const isWanted = (name: string): boolean => !faults.has(name) || wanted.includes(name);
  let seeds = 0;
  let events = 0;
  let inputs = 0;
  let transitions = 0;
  for (let seed = from; seed < from + count && failures.length < maxFailures; seed++) {
    const report = await simulate({ ...rest, seed });
    seeds++;
    events += report.steps;
    inputs += report.inputs;
    transitions += report.transitions;
    addCounts(faults, report.faults);
    addCounts(sometimes, report.sometimes);
    addCounts(actions, report.refined.actions);
    refinedSteps += report.refined.steps;
    if (report.violation !== null) failures.push(report);
    if (onReport?.(report) === false) break;
  }
  return {
    seeds,
    failures,
    events,
    inputs,
    transitions,
    faults: Object.fromEntries(faults) as Record<Fault, number>,
    sometimes: Object.fromEntries(sometimes),
    refined: { steps: refinedSteps, actions: Object.fromEntries(actions) },
    unreached: [...faults, ...sometimes]
      .filter(([name, n]) => n === 0 && isWanted(name))
      .map(([name]) => name),
  };
}

/** A failed world for readers: seed, claim, and the last events before it. */
export function formatFailure({ seed, violation, events, settings }: Report, last = 40): string {
  return [
    `seed ${seed}: ${violation?.message ?? "no claim was broken"}`,
    `  ${settings.partitions} partition(s), ${settings.protocolMode}, ` +
      `protocol v${settings.protocolVersion}, latency up to ${settings.latencyUs} us`,
    ...events.slice(-last).map((event) => `  ${formatEvent(event)}`),
  ].join("\n");
}

function addCounts(into: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) into.set(name, (into.get(name) ?? 0) + count);
}
