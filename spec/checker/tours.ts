import { canonical } from "./canonical.ts";
import type { Moment } from "./explore.ts";
import type { Machine, Step } from "./machine.ts";

interface Place<S, A> {
  readonly state: S;
  /** How a shortest history comes here. */
  readonly from: Place<S, A> | null;
  readonly step: A | null;
  /** Steps from here that no tour has made yet. */
  readonly open: Moment<S, A>[];
}

/**
 * Histories that together make every step of a machine from every state in which it is enabled.
 * Exists to lead an implementation through all of them: random walks leave most of them out.
 */
export function* tours<S, A extends Step>(
  machine: Machine<S, A>,
): Generator<readonly Moment<S, A>[]> {
  const places = placesOf(machine);
  for (const begin of places.values()) {
    while (begin.open.length > 0) {
      const tour = historyOf(begin);
      for (let at: Place<S, A> | undefined = begin; at !== undefined;) {
        const moment = at.open.pop();
        if (moment === undefined) break;
        tour.push(moment);
        at = places.get(canonical(moment.state));
      }
      yield tour;
    }
  }
}

/** Every state, the nearest first, with all steps that it allows. */
function placesOf<S, A extends Step>(machine: Machine<S, A>): Map<string, Place<S, A>> {
  const begin: Place<S, A> = { state: machine.initial, from: null, step: null, open: [] };
  const places = new Map([[canonical(begin.state), begin]]);
  // A map may grow while it is walked through; what is added comes later.
  for (const place of places.values()) {
    for (const step of machine.choices(place.state)) {
      const state = machine.act(place.state, step);
      if (state === null) continue;
      place.open.push({ step, state });
      const text = canonical(state);
      if (!places.has(text)) places.set(text, { state, from: place, step, open: [] });
    }
  }
  return places;
}

function historyOf<S, A>(place: Place<S, A>): Moment<S, A>[] {
  const history: Moment<S, A>[] = [];
  for (let at: Place<S, A> | null = place; at !== null; at = at.from) {
    history.unshift({ step: at.step, state: at.state });
  }
  return history;
}
