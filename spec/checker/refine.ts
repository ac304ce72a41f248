import { canonical } from "./canonical.ts";
import type { Machine, Step } from "./machine.ts";

/** How the states of a more detailed machine look to a simpler one. */
export interface Refinement<S, A extends Step, T, B extends Step> {
  readonly lower: Machine<S, A>;
  readonly upper: Machine<T, B>;
  readonly abstractOf: (state: S) => T;
  /** Steps of the upper machine that one step of the lower may be worth: a batch is several. */
  readonly maxSteps: number;
}

/** The name under which a step that the upper machine could not have made is reported. */
export const REFINES = "refines";

/**
 * The lower machine with one more claim: whatever step it makes, the upper machine could have made
 * it too, in at most `maxSteps` steps, or stood still. Explore it like any other; a step that the
 * upper machine refuses then comes with its shortest history.
 */
export function refining<S, A extends Step, T, B extends Step>(
  refinement: Refinement<S, A, T, B>,
): Machine<S, A> {
  const { lower, upper, abstractOf } = refinement;
  const begin = canonical(abstractOf(lower.initial));
  if (begin !== canonical(upper.initial)) {
    throw new RangeError(`${lower.name} begins as ${begin}, which ${upper.name} does not`);
  }
  const reach = new Map<string, ReadonlySet<string>>();
  const refines = (before: S, after: S): boolean => {
    const from = abstractOf(before);
    const text = canonical(from);
    const goal = canonical(abstractOf(after));
    if (text === goal) return true;
    let reached = reach.get(text);
    if (reached === undefined) reach.set(text, (reached = reachedFrom(refinement, from)));
    return reached.has(goal);
  };
  return {
    ...lower,
    name: `${lower.name} -> ${upper.name}`,
    everyStep: { ...lower.everyStep, [REFINES]: refines },
  };
}

/** A machine that forgets a part of its states, such as histories kept only for its claims. */
export function forgetting<T, B extends Step>(
  machine: Machine<T, B>,
  forget: (state: T) => T,
): Machine<T, B> {
  return {
    ...machine,
    initial: forget(machine.initial),
    act: (state, step) => {
      const after = machine.act(state, step);
      return after === null ? null : forget(after);
    },
  };
}

function reachedFrom<S, A extends Step, T, B extends Step>(
  { upper, maxSteps }: Refinement<S, A, T, B>,
  from: T,
): ReadonlySet<string> {
  const reached = new Set([canonical(from)]);
  let frontier = [from];
  for (let n = 0; n < maxSteps && frontier.length > 0; n++) {
    const next: T[] = [];
    for (const state of frontier) {
      for (const step of upper.choices(state)) {
        const after = upper.act(state, step);
        if (after === null) continue;
        const text = canonical(after);
        if (reached.has(text)) continue;
        reached.add(text);
        next.push(after);
      }
    }
    frontier = next;
  }
  return reached;
}
