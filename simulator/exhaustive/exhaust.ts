import { type Report, simulate, type SimulateOptions } from "../simulate.ts";
import { CALM } from "../staging/calm.ts";
import { calmCasting } from "../staging/casting.ts";
import type { Scenario } from "../staging/scenario.ts";
import type { Bounds } from "./bounds.ts";
import { type Choose, EnumeratedChoices } from "./enumerated-choices.ts";
import { Odometer } from "./odometer.ts";

/** How to run each, and who is told of it. */
export interface ExhaustOptions extends Pick<SimulateOptions, "parts" | "refine"> {
  /** Failures after which the search ends. */
  readonly maxFailures?: number;
}

/** A run by the choices of it that were not calm: by their numbers, in order. */
export type Deviations = ReadonlyMap<number, number>;

/** A run that did not go as it has to. */
export interface Deviant {
  readonly deviations: Deviations;
  readonly report: Report;
}

/** What came of all runs of a scenario within bounds. */
export interface Exhausted {
  readonly scenario: string;
  readonly runs: number;
  /** Runs whose histories differ from those of all others. */
  readonly histories: number;
  /** Whether these were all runs that there are within the bounds. */
  readonly complete: boolean;
  readonly failures: readonly Deviant[];
}

const SEED = 1;

/** Messages may be late by this, in microseconds: by as much as all that happens at one instant. */
const SETTINGS = { ...CALM, latencyUs: 2 };

/** Runs a scenario in every way there is within bounds. */
export async function exhaust(
  scenario: Scenario,
  bounds: Bounds,
  options: ExhaustOptions = {},
): Promise<Exhausted> {
  const { maxFailures = 1, ...rest } = options;
  const odometer = new Odometer();
  const histories = new Set<string>();
  const failures: Deviant[] = [];
  let runs = 0;
  let more = true;
  while (more && runs < bounds.maxRuns && failures.length < maxFailures) {
    const ran = await runBy(scenario, bounds, (size) => odometer.choose(size), rest);
    runs++;
    histories.add(ran.report.traceHash);
    if (ran.report.violation !== null) failures.push(ran);
    more = odometer.advance();
  }
  return {
    scenario: scenario.name,
    runs,
    histories: histories.size,
    complete: !more,
    failures,
  };
}

/** Runs one of them again. */
export function deviate(
  scenario: Scenario,
  bounds: Bounds,
  deviations: Deviations,
  options: Omit<ExhaustOptions, "maxFailures"> = {},
): Promise<Deviant> {
  let number = 0;
  const choose: Choose = (size) => Math.min(deviations.get(number++) ?? 0, size - 1);
  return runBy(scenario, bounds, choose, options);
}

async function runBy(
  scenario: Scenario,
  bounds: Bounds,
  choose: Choose,
  options: Omit<ExhaustOptions, "maxFailures">,
): Promise<Deviant> {
  const choices = new EnumeratedChoices(bounds, choose);
  const casting = calmCasting(scenario, SETTINGS);
  const report = await simulate({ ...options, seed: SEED, choices, strikes: choices, casting });
  return { deviations: choices.deviations, report };
}
