import { canonical } from "./canonical.ts";
import type { Machine, Step } from "./machine.ts";

/** States beyond which an exploration gives up; a scope that needs more is not small. */
const MAX_STATES = 4_000_000;

/** One line of a history: what happened, and the state it led to. */
export interface Moment<S, A> {
  readonly step: A | null;
  readonly state: S;
}

/** A claim that does not hold, with the shortest history that shows it. */
export interface Violation<S, A> {
  readonly claim: string;
  readonly history: readonly Moment<S, A>[];
}

/** All that a machine can come to. */
export interface Explored<S, A> {
  readonly machine: string;
  /** Every state by its canonical text, with its number; numbers grow with the distance. */
  readonly states: ReadonlyMap<string, number>;
  readonly transitions: number;
  /** The length of the longest shortest history. */
  readonly depth: number;
  readonly violation: Violation<S, A> | null;
  /** Witnesses that no state showed. */
  readonly missing: readonly string[];
}

export interface ExploreOptions {
  /** Steps from the initial state after which to stop; by default none, so that nothing is left out. */
  readonly maxDepth?: number;
}

/**
 * Visits every state that a machine can reach, the nearest first, and holds each against the
 * machine's claims. Stops at the first claim that fails: its history is then a shortest one.
 */
export function explore<S, A extends Step>(
  machine: Machine<S, A>,
  { maxDepth = Number.POSITIVE_INFINITY }: ExploreOptions = {},
): Explored<S, A> {
  return new Exploration(machine, maxDepth).run();
}

class Exploration<S, A extends Step> {
  private readonly machine: Machine<S, A>;
  private readonly maxDepth: number;
  private readonly numbers = new Map<string, number>();
  private readonly moments: Moment<S, A>[] = [];
  private readonly cameFrom: number[] = [];
  private readonly wanted: Map<string, (state: S) => boolean>;
  /** For the liveness claims: who leads to a state without a fault. */
  private readonly fairFrom: number[][] = [];
  private transitions = 0;
  private depth = 0;
  private violation: Violation<S, A> | null = null;

  constructor(machine: Machine<S, A>, maxDepth: number) {
    this.machine = machine;
    this.maxDepth = maxDepth;
    this.wanted = new Map(Object.entries(machine.reached));
  }

  run(): Explored<S, A> {
    this.visit(null, this.machine.initial, -1);
    let begin = 0;
    while (this.violation === null && begin < this.moments.length && this.depth < this.maxDepth) {
      const end = this.moments.length;
      for (let from = begin; from < end && this.violation === null; from++) this.expand(from);
      begin = end;
      if (this.moments.length > end) this.depth++;
    }
    if (this.violation === null && this.maxDepth === Number.POSITIVE_INFINITY) this.checkLiveness();
    return {
      machine: this.machine.name,
      states: this.numbers,
      transitions: this.transitions,
      depth: this.depth,
      violation: this.violation,
      missing: [...this.wanted.keys()],
    };
  }

  private expand(from: number): void {
    const { state: before } = this.moments[from] as Moment<S, A>;
    for (const step of this.machine.choices(before)) {
      const after = this.machine.act(before, step);
      if (after === null) continue;
      this.transitions++;
      const to = this.visit(step, after, from);
      if (!(this.machine.faults ?? []).includes(step.do)) this.fairFrom[to]?.push(from);
      for (const [claim, holds] of Object.entries(this.machine.everyStep ?? {})) {
        if (!holds(before, after, step)) {
          this.violation ??= { claim, history: [...this.historyOf(from), { step, state: after }] };
        }
      }
      if (this.violation !== null) return;
    }
  }

  /** The number of a state; a new one is held against the claims. */
  private visit(step: A | null, state: S, from: number): number {
    const text = canonical(state);
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.moments.length;
    if (number >= MAX_STATES) {
      throw new RangeError(`${this.machine.name} has more than ${MAX_STATES} states`);
    }
    this.numbers.set(text, number);
    this.moments.push({ step, state });
    this.cameFrom.push(from);
    this.fairFrom.push([]);
    for (const [claim, holds] of Object.entries(this.machine.always)) {
      if (!holds(state)) this.violation ??= { claim, history: this.historyOf(number) };
    }
    for (const [name, shows] of this.wanted) if (shows(state)) this.wanted.delete(name);
    return number;
  }

  /** A liveness claim fails where no run without faults leads on to a state that shows it. */
  private checkLiveness(): void {
    for (const [claim, holds] of Object.entries(this.machine.inTheEnd ?? {})) {
      const good = this.moments.map(({ state }) => holds(state));
      const open = good.flatMap((isGood, number) => (isGood ? [number] : []));
      for (let to = open.pop(); to !== undefined; to = open.pop()) {
        for (const from of this.fairFrom[to] ?? []) {
          if (good[from]) continue;
          good[from] = true;
          open.push(from);
        }
      }
      const stuck = good.indexOf(false);
      if (stuck !== -1) this.violation ??= { claim, history: this.historyOf(stuck) };
    }
  }

  private historyOf(number: number): Moment<S, A>[] {
    const history: Moment<S, A>[] = [];
    for (let at = number; at !== -1; at = this.cameFrom[at] ?? -1) {
      history.unshift(this.moments[at] as Moment<S, A>);
    }
    return history;
  }
}
