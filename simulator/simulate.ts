import type { Casting } from "./cast.ts";
import { ClaimBroken, allCheckers } from "./checkers/index.ts";
import { type Choices, SeededChoices, TapeChoices } from "./choices.ts";
import type { Fault, FaultCounts, Strikes } from "./faults.ts";
import { type Refined, RefinementChecker } from "./refinement/refinement-checker.ts";
import type { Settings } from "./settings.ts";
import type { StoryEvent } from "./story.ts";
import type { TraceEvent } from "./trace.ts";
import { type EnterWorld, virtualHostOf } from "./virtual-host.ts";
import type { MakeWitness } from "./witness.ts";
import { type Pace, type Parts, REAL_PARTS, World } from "./world.ts";

/** Which world to run. */
export interface SimulateOptions {
  /** Everything follows from it: settings, workload, schedule, faults. */
  readonly seed: number;
  /** What is chosen instead of what the seed gives; past its end everything is calm. */
  readonly tape?: readonly number[];
  /** What is chosen past the end of the tape, instead. */
  readonly beyond?: Choices;
  /** Choices by other rules than a seed's or a tape's. */
  readonly choices?: Choices;
  /** Where faults strike, by other rules than their odds. */
  readonly strikes?: Strikes;
  /** Parts in the place of real ones, for drills with planted bugs. */
  readonly parts?: Partial<Parts>;
  /** Events after which the world is left as it is; without end where absent. */
  readonly maxSteps?: number;
  /**
   * False leaves out the comparison with the abstract machine, which takes time; "only" leaves out
   * all other checkers but the cast's own.
   */
  readonly refine?: boolean | "only";
  /** The only faults that strike, whatever the seed drew; its own where absent. */
  readonly faults?: readonly Fault[];
  /** Who plays in the world; the simulator's own services where absent. */
  readonly casting?: Casting;
  /** Puts the world's clock, timers and chance in the place of the host's while it runs. */
  readonly enter?: EnterWorld;
  /** Whether the report tells the story of the world. */
  readonly story?: boolean;
  /** How many of the last events the report has; infinity for all, some hundred where absent. */
  readonly keptEvents?: number;
  /** Makes who sees all that happens in the world; nobody where absent. */
  readonly witness?: MakeWitness;
  /** Asked before each task of the world: it goes on at once, or when the promise is kept. */
  readonly pace?: Pace;
}

/** How a world ended badly. */
export interface Violation {
  /** Number of the claim that did not hold; "CRASH" where something threw. */
  readonly claim: string;
  readonly message: string;
}

/** What happened in one world. */
export interface Report {
  readonly seed: number;
  /** What was played: the simulator's own services, a user's, or a scenario by its name. */
  readonly cast: string;
  readonly violation: Violation | null;
  /** Every choice that was made; with the seed it gives the same world again. */
  readonly tape: readonly number[];
  /** How many of them, the first, drew the settings. */
  readonly settingsLength: number;
  /** Equal for equal seeds, on every host. */
  readonly traceHash: string;
  readonly settings: Settings;
  readonly faults: FaultCounts;
  readonly sometimes: SometimesCounts;
  /** Steps that were compared with the abstract machine, and its actions by name. */
  readonly refined: Refined;
  /** Events of the trace (see `TraceEvent`), of which the last are kept below. */
  readonly steps: number;
  /** Inputs that engines took, each an event of the trace. */
  readonly inputs: number;
  /** Events that partitions went through, each an event of the trace too. */
  readonly transitions: number;
  /** Virtual milliseconds. */
  readonly virtualMs: number;
  /** The last things that happened, the oldest first. */
  readonly events: readonly TraceEvent[];
  /** The events that matter, the oldest first; empty unless it was asked for. */
  readonly story: readonly StoryEvent[];
}

/** How often what a campaign has to reach was reached. */
export type SometimesCounts = Readonly<Record<string, number>>;

/** Runs the world of a seed to its end, or to the first claim that does not hold. */
export async function simulate(options: SimulateOptions): Promise<Report> {
  const { seed, maxSteps, parts, faults, strikes, casting, enter, keptEvents } = options;
  const { refine = true, story = false, witness, pace } = options;
  const choices = choicesOf(options);
  const refinement = new RefinementChecker();
  const others = refine === "only" ? [] : allCheckers();
  const checkers = refine === false ? others : [...others, refinement];
  const world = new World(
    seed,
    choices,
    checkers,
    { ...REAL_PARTS, ...parts },
    { faults, strikes, casting, story, keptEvents, witness, pace },
  );
  const leave = enter?.(virtualHostOf(world));
  let violation: Violation | null = null;
  try {
    await world.run(maxSteps);
  } catch (error) {
    violation = violationOf(error);
  } finally {
    leave?.();
  }
  return {
    seed,
    cast: world.cast.name,
    violation,
    tape: choices.tape,
    settingsLength: world.settingsLength,
    traceHash: world.trace.hash,
    settings: world.settings,
    faults: world.faults.counts,
    sometimes: world.sometimes(),
    refined: refinement.refined,
    steps: world.trace.length,
    inputs: world.inputs,
    transitions: world.transitions,
    virtualMs: world.timeline.nowUs / 1_000,
    events: world.trace.last,
    story: world.story?.tell(violation?.message ?? null) ?? [],
  };
}

function choicesOf({ seed, tape, beyond, choices }: SimulateOptions): Choices {
  if (choices !== undefined) return choices;
  return tape === undefined ? new SeededChoices(seed) : new TapeChoices(tape, beyond);
}

function violationOf(error: unknown): Violation {
  if (error instanceof ClaimBroken) return { claim: error.claim, message: error.message };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { claim: "CRASH", message };
}
