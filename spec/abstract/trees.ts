import type { Machine } from "../checker/machine.ts";
import {
  at,
  type Case,
  include,
  isIn,
  mapOf,
  type MapOf,
  put,
  same,
  type SetOf,
} from "./collections.ts";

type Outcome = "Done" | "Cancelled" | "Killed";
type Status = "Waiting" | "Started" | Case<"Ended", Outcome>;

export interface TreesState {
  readonly status: MapOf<Status>;
  /** Who has stored a cancel signal. */
  readonly signalled: SetOf<string>;
  /** What was called by whom, and which callers know the outcome of which callee. */
  readonly called: MapOf<SetOf<string>>;
  readonly told: MapOf<SetOf<string>>;
}

export type TreesStep =
  | { readonly do: "call"; readonly p: string; readonly c: string; readonly waits: boolean }
  | { readonly do: "start" | "end" | "cancel" | "obey" | "kill"; readonly i: string };

/** Who may call whom: awaited calls, and sends that nobody waits for. */
export interface TreesScope {
  readonly root: string;
  readonly awaits: MapOf<readonly string[]>;
  readonly sends: MapOf<readonly string[]>;
}

/** The scope of spec/quint/L0/trees.qnt. */
export const TREES_SCOPE: TreesScope = {
  root: "r",
  awaits: { r: ["a"], a: ["d"] },
  sends: { r: ["b"], a: ["e"] },
};

const ALONE = ["start", "end", "cancel", "obey", "kill"] as const;

/** L0, fault-free: cancel and kill over call trees; the twin of spec/quint/L0/trees.qnt. */
export function treesMachine(scope: TreesScope): Machine<TreesState, TreesStep> {
  const { root, awaits } = scope;
  const callers = Object.keys(awaits);
  const callees = callers.flatMap((p) => calleesOf(scope, p).map((c) => ({ p, c })));
  const all = [root, ...callees.map(({ c }) => c)];
  const choices: TreesStep[] = [
    ...callees.flatMap((pair) =>
      [false, true].map((waits) => ({ do: "call", ...pair, waits }) as const),
    ),
    ...all.flatMap((i) => ALONE.map((name) => ({ do: name, i }))),
  ];
  const tree = new Tree(scope);
  const killed: Status = { tag: "Ended", value: "Killed" };
  const cancelled: Status = { tag: "Ended", value: "Cancelled" };
  return {
    name: "trees",
    initial: {
      status: { [root]: "Started" },
      signalled: [],
      called: mapOf(callers, []),
      told: mapOf(callers, []),
    },
    choices: () => choices,
    act: (s, step) => tree.act(s, step),
    always: {
      killReachesAll: (s) =>
        callers.every(
          (p) => !same(s.status[p], killed) || at(s.called, p).every((c) => !goes(s, c)),
        ),
      cancelReachesAwaited: (s) =>
        callers.every(
          (p) =>
            !same(s.status[p], cancelled) ||
            tree.awaited(s, p).every((c) => s.status[c] !== "Started" || isIn(s.signalled, c)),
        ),
      callersAreTold: (s) =>
        callers.every(
          (p) =>
            !goes(s, p) ||
            same(
              s.told[p],
              tree.awaited(s, p).filter((c) => !goes(s, c)),
            ),
        ),
    },
    everyStep: {
      "S-OUTCOME-1": (before, after) =>
        Object.entries(before.status).every(
          ([i, status]) => typeof status === "string" || same(status, after.status[i]),
        ),
    },
    inTheEnd: { "L-COMPLETE-1": (s) => all.every((i) => !goes(s, i)) },
    faults: ["call", "cancel", "kill"],
    reached: {
      allCancelled: (s) =>
        callers.every((i) => same(s.status[i], cancelled)) &&
        Object.values(s.status).includes("Started"),
      allKilled: (s) => all.every((i) => same(s.status[i], killed)),
      outlived: (s) =>
        s.status[root] === "Started" && Object.values(s.status).some((x) => same(x, killed)),
    },
  };
}

function calleesOf({ awaits, sends }: TreesScope, p: string): readonly string[] {
  return [...(awaits[p] ?? []), ...(sends[p] ?? [])];
}

/** Whether an invocation is there and has not ended. */
function goes(s: TreesState, i: string): boolean {
  return s.status[i] === "Started" || s.status[i] === "Waiting";
}

/** The rules of the tree, for one scope. */
class Tree {
  private readonly scope: TreesScope;

  constructor(scope: TreesScope) {
    this.scope = scope;
  }

  act(s: TreesState, step: TreesStep): TreesState | null {
    if (step.do === "call") return this.call(s, step.p, step.c, step.waits);
    const { i } = step;
    const status = s.status[i];
    const isAsked = isIn(s.signalled, i);
    switch (step.do) {
      case "start":
        return status === "Waiting" ? { ...s, status: put(s.status, i, "Started") } : null;
      case "end": {
        if (status !== "Started" || isAsked) return null;
        if (this.awaited(s, i).some((c) => !isIn(at(s.told, i), c))) return null;
        return this.ends(s, i, "Done");
      }
      case "cancel":
        return goes(s, i) && !isAsked ? this.cancels(s, i) : null;
      case "obey": {
        if (status !== "Started" || !isAsked) return null;
        const asked = this.awaited(s, i).reduce((after, c) => this.cancels(after, c), s);
        return this.ends(asked, i, "Cancelled");
      }
      case "kill":
        if (!goes(s, i)) return null;
        return this.below(s, i).reduce(
          (after, c) => (goes(after, c) ? this.ends(after, c, "Killed") : after),
          s,
        );
      default:
        return step satisfies never;
    }
  }

  /** What an invocation has called and waits for. */
  awaited(s: TreesState, p: string): SetOf<string> {
    return (s.called[p] ?? []).filter((c) => this.scope.awaits[p]?.includes(c));
  }

  private call(s: TreesState, p: string, c: string, waits: boolean): TreesState | null {
    if (s.status[p] !== "Started" || isIn(s.signalled, p) || c in s.status) return null;
    return {
      ...s,
      status: put(s.status, c, waits ? "Waiting" : "Started"),
      called: put(s.called, p, include(at(s.called, p), c)),
    };
  }

  /** Ends one invocation; the caller that awaits it is told. */
  private ends(s: TreesState, i: string, outcome: Outcome): TreesState {
    const told = Object.entries(s.told).map(([p, known]): [string, SetOf<string>] => {
      const isTold = isIn(this.awaited(s, p), i) && goes(s, p);
      return [p, isTold ? include(known, i) : known];
    });
    const status = put<Status>(s.status, i, { tag: "Ended", value: outcome });
    return { ...s, status, told: Object.fromEntries(told) };
  }

  /** One that has not started ends at once; one that has is asked. */
  private cancels(s: TreesState, i: string): TreesState {
    if (s.status[i] === "Waiting") return this.ends(s, i, "Cancelled");
    if (s.status[i] !== "Started") return s;
    return { ...s, signalled: include(s.signalled, i) };
  }

  /** An invocation and all that it called, as far down as invocations are still going. */
  private below(s: TreesState, i: string): readonly string[] {
    if (s.status[i] !== "Started") return [i];
    return [i, ...(s.called[i] ?? []).flatMap((c) => this.below(s, c))];
  }
}
