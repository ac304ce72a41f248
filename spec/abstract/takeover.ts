import type { Machine } from "../checker/machine.ts";
import { same } from "./collections.ts";

/** The n-th batch, by the engine of an epoch. */
interface Batch {
  readonly epoch: number;
  readonly n: number;
}

interface Log {
  readonly owner: number;
  readonly records: readonly Batch[];
}

interface Engine {
  readonly stage: "Raised" | "Moved" | "Serving" | "Dead";
  /** How many batches it knows of, and whether it has written one that it has not answered. */
  readonly known: number;
  readonly pending: boolean;
}

export interface TakeoverState {
  /** Engines by epoch, the first of epoch 1; the last is the newest. */
  readonly engines: readonly Engine[];
  /** The tables, as the batches that they hold. */
  readonly tables: readonly Batch[];
  /** The log under its name, of owner 0 where there is none, and those that were moved away. */
  readonly log: Log;
  readonly taken: readonly Log[];
  readonly answered: readonly Batch[];
}

export type TakeoverStep =
  | { readonly do: "raise" }
  | { readonly do: "move" | "load" | "write" | "answer" | "follow"; readonly e: number }
  | { readonly do: "crash"; readonly e: number; readonly whole: boolean };

export interface TakeoverScope {
  readonly engines: number;
  readonly batches: number;
}

/** The scope of spec/quint/L1/takeover.qnt. */
export const TAKEOVER_SCOPE: TakeoverScope = { engines: 3, batches: 4 };

const NONE: Log = { owner: 0, records: [] };

/** L1: a store that changes hands; the twin of spec/quint/L1/takeover.qnt. */
export function takeoverMachine(scope: TakeoverScope): Machine<TakeoverState, TakeoverStep> {
  return {
    name: "takeover",
    initial: { engines: [], tables: [], log: NONE, taken: [], answered: [] },
    choices: ({ engines }) => [
      { do: "raise" },
      ...engines.flatMap((_, e) => [
        ...(["move", "load", "write", "answer", "follow"] as const).map((name) => ({
          do: name,
          e,
        })),
        { do: "crash" as const, e, whole: false },
        { do: "crash" as const, e, whole: true },
      ]),
    ],
    act: (s, step) => {
      if (step.do === "raise") return raise(s, scope);
      const engine = s.engines[step.e];
      if (engine === undefined) return null;
      return step.do === "crash"
        ? crash(s, step.e, engine, step.whole)
        : actOfEngine(s, step.do, step.e, engine, scope);
    },
    always: {
      "A-STORE-1": (s) =>
        s.answered.every((batch) => durable(s).some((each) => same(each, batch))) &&
        durable(s).every(({ n }, i) => n === i + 1),
      "A-STORE-2": ({ answered }) =>
        answered.every(({ epoch, n }, i) => {
          const before = answered[i - 1];
          return before === undefined || (n > before.n && epoch >= before.epoch);
        }),
    },
    faults: ["raise", "crash"],
    reached: {
      replaced: ({ engines, log }) =>
        engines.some(
          ({ stage, pending }, e) => stage === "Serving" && pending && log.owner > e + 1,
        ),
      handedOn: ({ answered }) => answered.some(({ epoch }) => epoch === scope.engines),
      unanswered: ({ tables, answered }) => tables.length > answered.length,
    },
  };
}

/** What the next to open will find. */
function durable({ tables, taken, log }: TakeoverState): readonly Batch[] {
  return [...tables, ...taken.flatMap(({ records }) => records), ...log.records];
}

function raise(s: TakeoverState, { engines }: TakeoverScope): TakeoverState | null {
  if (s.engines.length >= engines) return null;
  if (s.engines.some(({ stage }) => stage === "Raised" || stage === "Moved")) return null;
  return { ...s, engines: [...s.engines, { stage: "Raised", known: 0, pending: false }] };
}

function crash(s: TakeoverState, e: number, engine: Engine, whole: boolean): TakeoverState | null {
  if (engine.stage === "Dead" || (whole && !engine.pending)) return null;
  const left = whole ? s : rewrite(s, e, engine, false);
  return become(left, e, { ...engine, stage: "Dead", pending: false });
}

function actOfEngine(
  s: TakeoverState,
  name: Exclude<TakeoverStep["do"], "raise" | "crash">,
  e: number,
  engine: Engine,
  { batches }: TakeoverScope,
): TakeoverState | null {
  const { stage, known, pending } = engine;
  const batch = currentOf(e, engine);
  switch (name) {
    case "move": {
      if (stage !== "Raised") return null;
      const taken = same(s.log, NONE) ? s.taken : [...s.taken, s.log];
      return become({ ...s, log: NONE, taken }, e, { ...engine, stage: "Moved" });
    }
    case "load": {
      if (stage !== "Moved") return null;
      const tables = [...s.tables, ...s.taken.flatMap(({ records }) => records)];
      const opened = { ...s, tables, taken: [], log: { owner: e + 1, records: [] } };
      return become(opened, e, { stage: "Serving", known: tables.length, pending: false });
    }
    case "write":
      if (stage !== "Serving" || pending || known >= batches) return null;
      return become(rewrite(s, e, engine, true), e, { ...engine, pending: true });
    case "answer":
      if (stage !== "Serving" || !pending) return null;
      if (s.log.owner !== e + 1) return become(s, e, { ...engine, stage: "Dead", pending: false });
      return become({ ...s, answered: [...s.answered, batch] }, e, {
        ...engine,
        known: known + 1,
        pending: false,
      });
    case "follow": {
      const answered = s.log.records.filter((each) => !same(each, batch));
      if (stage !== "Serving" || s.engines.length !== e + 1 || answered.length === 0) return null;
      const records = s.log.records.filter((each) => same(each, batch));
      return { ...s, tables: [...s.tables, ...answered], log: { ...s.log, records } };
    }
    default:
      return name satisfies never;
  }
}

/** The batch that an engine has written last, or writes next. */
function currentOf(e: number, { known }: Engine): Batch {
  return { epoch: e + 1, n: known + 1 };
}

function become(s: TakeoverState, e: number, engine: Engine): TakeoverState {
  return { ...s, engines: s.engines.with(e, engine) };
}

/** The file of an engine, wherever that is now, with its current batch or without it. */
function rewrite(s: TakeoverState, e: number, engine: Engine, isThere: boolean): TakeoverState {
  const batch = currentOf(e, engine);
  const edited = (each: Log): Log => {
    if (each.owner !== e + 1) return each;
    const others = each.records.filter((record) => !same(record, batch));
    return { ...each, records: isThere ? [...others, batch] : others };
  };
  return { ...s, log: edited(s.log), taken: s.taken.map(edited) };
}
