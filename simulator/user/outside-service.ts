import { printJson } from "./print-json.ts";
import type { OutsideFunctions } from "./workload.ts";
import type { Verdict } from "./verdict.ts";
import type { World } from "../world.ts";

/** A service outside as handlers see it: every answer takes a while, and may not come. */
export type OutsideService<F extends OutsideFunctions> = {
  readonly [K in keyof F]: (...args: Parameters<F[K]>) => Promise<Awaited<ReturnType<F[K]>>>;
};

/** Longest that a slow service outside takes, in microseconds. */
const LONGEST_ANSWER_US = 2_000_000;

/** Puts the world between handlers and functions: time passes, requests and answers are lost. */
export function outsideService<F extends OutsideFunctions>(
  world: World,
  verdict: Verdict,
  service: string,
  functions: F,
): OutsideService<F> {
  const called = async (name: string, run: F[string], args: never[]): Promise<unknown> => {
    const what = `${service}.${name}(${args.map(printJson).join(", ")})`;
    const { attempt } = world.turns;
    const by = ` for attempt ${attempt.number}`;
    await world.turns.pause(delayUs(world));
    if (world.faults.strikes("flaky-run")) {
      verdict.fault(`${what} fails before it does anything${by}`);
      throw new Error(`${service} is not available`);
    }
    verdict.note(what + by);
    const answer = run(...args);
    if (isThenable(answer)) {
      verdict.breaks(
        "your handler",
        `${service}.${name} is asynchronous; a function of a service outside has to answer at once, the world does the waiting`,
      );
    }
    await world.turns.pause(delayUs(world));
    if (world.faults.strikes("run-error")) {
      verdict.fault(`${what} was done, but its answer is lost${by}`);
      throw new Error(`${service} did not answer in time`);
    }
    return answer;
  };
  const wrapped = Object.entries(functions).map(([name, run]) => {
    return [name, (...args: never[]) => called(name, run as F[string], args)] as const;
  });
  return Object.fromEntries(wrapped) as unknown as OutsideService<F>;
}

function delayUs({ choices, faults, settings }: World): number {
  const slow = faults.strikes("network-delay") ? choices.below(LONGEST_ANSWER_US) : 0;
  return slow + choices.below(settings.latencyUs);
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value;
}
