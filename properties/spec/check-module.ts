import {
  COUNTS,
  eventTable,
  type Explored,
  type Model,
  type RefinementCheck,
  type Step,
} from "@holdfast/spec";
import { readItf } from "./itf.ts";
import { runQuint, type RunSize, testQuint } from "./quint-cli.ts";
import { differenceOf, exploreQuint } from "./quint-states.ts";
import { REPLAYERS } from "./replay/index.ts";
import { replay, traceOf } from "./replay/replay.ts";

/** What checking a module came to; each problem is a text for people. */
export interface ModuleReport {
  readonly problems: readonly string[];
  /** States and steps that Quint and TypeScript both have. */
  readonly states: number;
  readonly transitions: number;
  readonly wideStates: number;
  /** Named runs of the Quint module that passed. */
  readonly tests: number;
  /** Random runs of the Quint module. */
  readonly runs: number;
  /** Steps of those runs, and of tours of the machine, that core was led through. */
  readonly quintStepsOnCore: number;
  readonly tourStepsOnCore: number;
}

/** Problems of one module after which no more are told. */
const MAX_PROBLEMS = 5;

const RUNS: RunSize = { traces: 300, steps: 25, seed: 20_261_123 };

/** Checks a module in every way there is; the ways that go on forever stop at their sizes. */
export async function checkModule(model: Model): Promise<ModuleReport> {
  const problems: string[] = [];
  const say = (problem: string | null): void => {
    if (problem !== null && problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  const typescript = model.explore();
  const quint = exploreQuint(model, Number.POSITIVE_INFINITY);
  const wide = model.exploreWide();
  sayExplored(typescript, say);
  sayExplored(wide, say);
  sayCounts(model.name, typescript, wide, say);
  say(differenceOf(quint.states, typescript.states));
  if (quint.transitions !== typescript.transitions) {
    say(`Quint makes ${quint.transitions} steps, TypeScript ${typescript.transitions}`);
  }
  if (quint.broken !== null) say(`inv of the Quint module does not hold in ${quint.broken}`);
  for (const name of quint.missing) say(`no state of the Quint module shows ${name}`);
  const tests = await testQuint(model);
  const traces = await runQuint(model, RUNS);
  return {
    problems,
    states: quint.states.size,
    transitions: quint.transitions,
    wideStates: wide.states.size,
    tests,
    runs: traces.length,
    quintStepsOnCore: replayAll(model, traces.map(readItf), say),
    tourStepsOnCore: replayAll(model, toursOf(model), say),
  };
}

/** What checking one refinement came to. */
export interface RefinementReport {
  readonly problems: readonly string[];
  readonly transitions: number;
}

/** Checks that one machine refines another, over all states of the lower one. */
export function checkRefinement(refinement: RefinementCheck): RefinementReport {
  const problems: string[] = [];
  const explored = refinement.check();
  sayExplored(explored, (problem) => problems.push(problem));
  return { problems, transitions: explored.transitions };
}

/** What one exploration found wrong. */
function sayExplored(explored: Explored<unknown, Step>, say: (problem: string) => void): void {
  const { violation, missing } = explored;
  if (violation !== null) say(eventTable(violation));
  for (const name of missing) say(`no state shows ${name}`);
}

function sayCounts(
  name: string,
  { states, transitions, depth }: Explored<unknown, Step>,
  wide: Explored<unknown, Step>,
  say: (problem: string) => void,
): void {
  const found = { states: states.size, transitions, depth, wideStates: wide.states.size };
  const pinned = COUNTS[name];
  for (const key of ["states", "transitions", "depth", "wideStates"] as const) {
    if (found[key] !== pinned?.[key]) {
      say(`${key}: ${found[key]}, but spec/abstract/counts.ts has ${pinned?.[key]}`);
    }
  }
}

function* toursOf(model: Model): Generator<ReturnType<typeof traceOf>> {
  for (const tour of model.tours()) yield traceOf(tour);
}

/** Leads core through traces; how many steps that were. */
function replayAll(
  { name }: Model,
  traces: Iterable<ReturnType<typeof traceOf>>,
  say: (problem: string) => void,
): number {
  const replayerOf = REPLAYERS[name];
  if (replayerOf === undefined) return 0;
  let steps = 0;
  for (const trace of traces) {
    const divergence = replay(trace, replayerOf());
    steps += divergence?.step ?? trace.length - 1;
    if (divergence === null) continue;
    const { step, action, message } = divergence;
    say(`core parts from the trace at step ${step}, ${action}: ${message}`);
  }
  return steps;
}
