import { canonical, type Moment, type Step } from "@holdfast/spec";
import type { Plain, TraceState } from "../itf.ts";

/** A module's steps as events of core, and core's durable state as the module's. */
export interface Replayer {
  /** Does on core what a step of the module does. */
  take(action: string, picks: Picks): void;
  /** The module's state, or those parts of it that core has, as core has them now. */
  state(): Readonly<Record<string, unknown>>;
}

/** What the step chose, by the names that the module gives its choices. */
export class Picks {
  private readonly picks: Readonly<Record<string, Plain>>;

  constructor(picks: Readonly<Record<string, Plain>>) {
    this.picks = picks;
  }

  text(name: string): string {
    const pick = this.picks[name];
    if (typeof pick !== "string") throw new TypeError(`the step did not choose a text ${name}`);
    return pick;
  }

  number(name: string): number {
    const pick = this.picks[name];
    if (typeof pick !== "number") throw new TypeError(`the step did not choose a number ${name}`);
    return pick;
  }

  flag(name: string): boolean {
    const pick = this.picks[name];
    if (typeof pick !== "boolean") throw new TypeError(`the step did not choose a flag ${name}`);
    return pick;
  }
}

/** A history of an abstract machine, in the form in which Quint would have written it. */
export function traceOf(history: readonly Moment<unknown, Step>[]): readonly TraceState[] {
  return history.map(({ step, state }) => {
    const { do: action, ...picks } = step ?? { do: "init" };
    return { action, picks, state: state as TraceState["state"] };
  });
}

/** Where core and a trace part. */
export interface Divergence {
  /** Number of the step, from 1. */
  readonly step: number;
  readonly action: string;
  readonly message: string;
}

/** Replays a trace on core and compares the states after each step; null where they agree. */
export function replay(trace: readonly TraceState[], replayer: Replayer): Divergence | null {
  for (const [step, { action, picks, state }] of trace.entries()) {
    try {
      if (step > 0) replayer.take(action, new Picks(picks));
    } catch (cause) {
      return { step, action, message: cause instanceof Error ? cause.message : String(cause) };
    }
    for (const [name, found] of Object.entries(replayer.state())) {
      const expected = canonical(state[name]);
      const actual = canonical(found);
      if (actual === expected) continue;
      return { step, action, message: `${name} is ${actual} in core, ${expected} in the trace` };
    }
  }
  return null;
}
