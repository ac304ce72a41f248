import { type Choices, pick } from "../choices.ts";

/** One step of a simulated handler; a handler's input is a program of them. */
export type Step =
  /** A side effect whose value differs each time it is executed; it takes `ms`. */
  | { readonly do: "run"; readonly ms: number }
  | { readonly do: "sleep"; readonly ms: number }
  /** Calls a counter, or sends to it. */
  | { readonly do: "add"; readonly key: string; readonly slow: boolean }
  | { readonly do: "send"; readonly key: string; readonly delayMs: number }
  /** Calls a worker with a program of its own; repeats of one idempotency key share it. */
  | { readonly do: "work"; readonly steps: readonly Step[]; readonly idempotencyKey: string | null }
  /** Sends to a worker, then cancels it after a while, or waits for it. */
  | { readonly do: "cancel"; readonly afterMs: number; readonly steps: readonly Step[] }
  | { readonly do: "attach"; readonly steps: readonly Step[] }
  /** Waits for an awakeable that a client completes, at most `ms` where that is not 0. */
  | { readonly do: "awake"; readonly ms: number }
  /** Two programs beside each other. */
  | { readonly do: "both"; readonly a: readonly Step[]; readonly b: readonly Step[] }
  /** Waits for several things together; what that comes to depends on their order, and stays. */
  | { readonly do: "gather"; readonly how: Gathering; readonly parts: readonly Part[] }
  /** Reads and writes of the state of an object. */
  | { readonly do: "put"; readonly key: string; readonly value: number }
  | { readonly do: "take"; readonly key: string }
  | { readonly do: "keys" }
  | { readonly do: "clear"; readonly key: string | null }
  /** Sends to a worker that waits for a signal, signals it, maybe early, and asks for its outcome. */
  | { readonly do: "signal"; readonly first: "signal" | "attach" | "early" }
  /** Waits for a signal by name. */
  | { readonly do: "heed"; readonly name: string }
  /** Runs a workflow that may have been run before, having completed its promise. */
  | { readonly do: "flow"; readonly key: string }
  /** Fails once in a while, and gives up in the end. */
  | { readonly do: "flaky"; readonly attempts: number }
  /** Calls a service that is not deployed from the start, with a run of `ms` beside it. */
  | { readonly do: "late"; readonly ms: number }
  /** Ends the invocation with a terminal failure. */
  | { readonly do: "fail" };

export type Gathering = "all" | "any" | "race" | "allSettled";

/** Something that can be awaited beside others. */
export type Part =
  | { readonly do: "run"; readonly ms: number }
  | { readonly do: "sleep"; readonly ms: number }
  | { readonly do: "add"; readonly key: string }
  /** Fails, by a call that has to fail. */
  | { readonly do: "fail"; readonly ms: number }
  | { readonly do: "gather"; readonly how: Gathering; readonly parts: readonly Part[] };

const KEYS = ["a", "b", "c"] as const;

/** Draws a program; `state` says whether it runs on an object. */
export function drawSteps(choices: Choices, state: boolean, depth = 0): readonly Step[] {
  const count = 1 + choices.below(depth === 0 ? 5 : 3);
  return Array.from({ length: count }, () => drawStep(choices, state, depth));
}

function drawStep(choices: Choices, state: boolean, depth: number): Step {
  const ms = choices.below(300);
  if (state && choices.below(2) === 0) return drawStateStep(choices, ms);
  const kind = choices.below(depth < 2 ? 19 : 6);
  const nested = (): readonly Step[] => drawSteps(choices, false, depth + 1);
  switch (kind) {
    case 0:
    case 1:
      return { do: "run", ms: pick(choices, [0, 0, ms]) };
    case 2:
      return { do: "sleep", ms };
    case 3:
      return { do: "add", key: pick(choices, KEYS), slow: choices.below(2) === 1 };
    case 4:
      return { do: "send", key: pick(choices, KEYS), delayMs: pick(choices, [0, ms]) };
    case 5:
      return { do: "awake", ms: pick(choices, [0, ms]) };
    case 6:
    case 7: {
      const idempotencyKey = pick(choices, [null, `shared-${choices.below(3)}`]);
      // Repeats of one key share an invocation, so that they have to ask for the same.
      const steps = idempotencyKey === null ? nested() : SHARED_STEPS;
      return { do: "work", steps, idempotencyKey };
    }
    case 8:
      return { do: "cancel", afterMs: 0, steps: nested() };
    case 9:
      return { do: "attach", steps: nested() };
    case 10:
      return { do: "both", a: nested(), b: nested() };
    case 11:
    case 18: {
      // One that was refused and is then cancelled begins again while its old attempt is there.
      const late = { do: "late", ms: ms >> 1 } as const;
      const afterMs = choices.below(30);
      return choices.below(4) === 0 ? late : { do: "cancel", afterMs, steps: [late] };
    }
    case 12:
      return { do: "signal", first: pick(choices, ["signal", "attach", "early"]) };
    case 13:
      return { do: "flow", key: pick(choices, ["x", "y"]) };
    case 16:
    case 17:
      return drawGathering(choices);
    case 14:
      return { do: "flaky", attempts: 1 + choices.below(3) };
    default:
      return choices.below(4) === 0 ? { do: "fail" } : { do: "run", ms: 0 };
  }
}

const SHARED_STEPS: readonly Step[] = [
  { do: "run", ms: 0 },
  { do: "sleep", ms: 40 },
  { do: "add", key: "a", slow: false },
];

function drawStateStep(choices: Choices, value: number): Step {
  const key = pick(choices, KEYS);
  switch (choices.below(6)) {
    case 0:
    case 1:
      return { do: "put", key, value };
    case 2:
    case 3:
      return { do: "take", key };
    case 4:
      return { do: "keys" };
    default:
      return { do: "clear", key: pick(choices, [key, null]) };
  }
}

function drawGathering(choices: Choices, depth = 0): Part & Step {
  const how = pick(choices, ["all", "any", "race", "allSettled"] as const);
  const count = 1 + choices.below(3);
  return {
    do: "gather",
    how,
    parts: Array.from({ length: count }, () => drawPart(choices, depth)),
  };
}

function drawPart(choices: Choices, depth: number): Part {
  const ms = choices.below(300);
  switch (choices.below(depth < 2 ? 6 : 4)) {
    case 0:
      return { do: "run", ms: pick(choices, [0, ms]) };
    case 1:
      return { do: "sleep", ms };
    case 2:
      return { do: "add", key: pick(choices, KEYS) };
    case 3:
      return { do: "fail", ms };
    default:
      return drawGathering(choices, depth + 1);
  }
}
