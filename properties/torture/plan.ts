import type { Random } from "./random.ts";

/** One thing that a client does in a round, `startMs` after the round began. */
export type Planned = { readonly startMs: number; readonly nonce: string } & (
  | {
      readonly _tag: "Work";
      readonly sleepsMs: readonly number[];
      readonly flaky: boolean;
      readonly refuse: boolean;
      /** Further requests with the same idempotency key, each so long after the first. */
      readonly twinsAfterMs: readonly number[];
    }
  | { readonly _tag: "Add"; readonly key: string; readonly how: "Call" | "Careless" }
  | {
      readonly _tag: "SendAdd";
      readonly key: string;
      /** 0 to be sent at once; else the delay that the client asks for. */
      readonly delayMs: number;
      readonly careless: boolean;
    }
  | { readonly _tag: "ReadCount"; readonly key: string }
  | { readonly _tag: "RelayCalls"; readonly key: string; readonly delayMs: number }
  | {
      readonly _tag: "AwaitWorld";
      readonly reject: boolean;
      /** When to complete it a second time, which may not change anything. */
      readonly again: "Never" | "AtOnce" | "Answered";
    }
  | {
      readonly _tag: "RunFlow";
      readonly submit: "Call" | "Send";
      readonly releasesAfterMs: readonly [number, ...number[]];
    }
);

/** One kind of the plan. */
export type PlannedAs<Tag extends Planned["_tag"]> = Extract<Planned, { readonly _tag: Tag }>;

/** One planned attack on a process: kill -9, or a stop of all its threads for a while. */
export type Blow = { readonly atMs: number; readonly victim: "server" | "service" } & (
  | { readonly _tag: "Kill" }
  | { readonly _tag: "Freeze"; readonly forMs: number }
);

/** All that will happen in one round, drawn before it begins. */
export interface Plan {
  /** All nonces of this round begin with it, and none of another. */
  readonly prefix: string;
  readonly invocations: readonly Planned[];
  readonly blows: readonly Blow[];
}

/** Everybody starts within this time, so that all are under way together. */
const STARTS_WITHIN_MS = 600;
const FIRST_BLOW_MS = 100;
const LAST_BLOW_MS = 2_000;
const MAX_KILLS_EACH = 3;
/** A frozen service is given up by the server, which begins anew; the old attempts then thaw. */
const FREEZE_MS = { least: 200, most: 900 } as const;
/** Few enough that their calls wait for each other. */
const KEYS_PER_ROUND = 6;

/** What is drawn from. */
export interface Range {
  /** How many clients act at the same time. */
  readonly invocations: number;
  /**
   * To complete no awakeable again before its handler has answered: Restate 1.7 stores both
   * completions, and a replay gives the handler the last one.
   */
  readonly spareAwakeables: boolean;
}

/** Draws a round; the same random source draws the same one. */
export function drawPlan(random: Random, round: number, range: Range): Plan {
  const prefix = `r${round}.`;
  const invocations = Array.from({ length: range.invocations }, (_, index) => {
    const startMs = random.below(STARTS_WITHIN_MS);
    const drawn = drawInvocation(random, `${prefix}${index}`, `${prefix}k`);
    const spared = range.spareAwakeables && drawn._tag === "AwaitWorld" && drawn.again === "AtOnce";
    return { startMs, ...(spared ? { ...drawn, again: "Answered" as const } : drawn) };
  });
  const blows = [...drawBlows(random, "server"), ...drawBlows(random, "service")];
  return { prefix, invocations, blows: blows.sort((one, other) => one.atMs - other.atMs) };
}

function drawBlows(random: Random, victim: Blow["victim"]): Blow[] {
  const atMs = (): number => random.between(FIRST_BLOW_MS, LAST_BLOW_MS);
  const kills = Array.from({ length: random.between(1, MAX_KILLS_EACH) }, (): Blow => ({
    _tag: "Kill",
    victim,
    atMs: atMs(),
  }));
  if (random.chance(50)) return kills;
  const forMs = random.between(FREEZE_MS.least, FREEZE_MS.most);
  return [...kills, { _tag: "Freeze", victim, atMs: atMs(), forMs }];
}

type Drawn = Planned extends infer P ? (P extends Planned ? Omit<P, "startMs"> : never) : never;

function drawInvocation(random: Random, nonce: string, keys: string): Drawn {
  const key = `${keys}${random.below(KEYS_PER_ROUND)}`;
  const share = random.below(100);
  if (share < 30) return drawWork(random, nonce);
  if (share < 45) return { _tag: "Add", nonce, key, how: random.chance(80) ? "Call" : "Careless" };
  if (share < 58) {
    const delayMs = random.chance(50) ? random.between(50, 900) : 0;
    return { _tag: "SendAdd", nonce, key, delayMs, careless: random.chance(40) };
  }
  if (share < 66) return { _tag: "ReadCount", nonce, key };
  if (share < 78) return { _tag: "RelayCalls", nonce, key, delayMs: random.between(20, 600) };
  if (share < 89) {
    return { _tag: "AwaitWorld", nonce, reject: random.chance(30), again: drawAgain(random) };
  }
  const releases = random.between(0, 2);
  return {
    _tag: "RunFlow",
    nonce,
    submit: random.pick(["Call", "Send"]),
    releasesAfterMs: [
      random.between(0, 800),
      ...Array.from({ length: releases }, () => random.between(0, 800)),
    ],
  };
}

function drawAgain(random: Random): PlannedAs<"AwaitWorld">["again"] {
  return random.pick(["Never", "AtOnce", "Answered"]);
}

function drawWork(random: Random, nonce: string): Drawn {
  return {
    _tag: "Work",
    nonce,
    sleepsMs: Array.from({ length: random.between(1, 6) }, () =>
      random.chance(50) ? random.between(1, 400) : 0,
    ),
    flaky: random.chance(30),
    refuse: random.chance(15),
    twinsAfterMs: random.chance(30)
      ? Array.from({ length: random.between(1, 2) }, () => random.below(1_000))
      : [],
  };
}
