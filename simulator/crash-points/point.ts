import { FAULT_NAMES, type Fault } from "../faults.ts";

/**
 * One place of a run at which a fault can strike, and what it does there: the `nth` time that this
 * fault could have struck since the world began, counted from 1.
 */
export interface Point {
  readonly fault: Fault;
  readonly nth: number;
  /** The way in which it strikes, one of `waysOf`. */
  readonly way: string;
}

/** The largest choice there is. */
const MOST = Number.POSITIVE_INFINITY;

/** What comes of the batch that was being written: how much of it is there, and whether it counts. */
const BATCH = { lost: [], torn: [1, 2], kept: [0, 1] } as const;

/**
 * The ways of those faults that have several, the calm one first, with what is chosen right after
 * they have struck. Where nothing was being written, or was to be sent, both come to the same, but
 * for how long it takes.
 */
const WAYS: Readonly<Partial<Record<Fault, Readonly<Record<string, readonly number[]>>>>> = {
  "engine-crash": BATCH,
  "crash-in-recovery": BATCH,
  "endpoint-crash": { unsent: [], sent: [MOST] },
  "slow-disk": { slow: [MOST] },
  "late-report": { late: [MOST] },
  "late-wake": { late: [MOST] },
  "clock-jump": { far: [MOST] },
  "endpoint-hangs": { long: [MOST] },
  "network-delay": { long: [MOST] },
  "split-chunk": { early: [], late: [MOST] },
  "torn-frame": { early: [], late: [MOST] },
  "client-gone": { early: [], late: [MOST] },
};

/** The ways in which a fault can strike; one of no name where there is just one. */
export function waysOf(fault: Fault): readonly string[] {
  return Object.keys(WAYS[fault] ?? { "": [] });
}

/** What is chosen, one after the other, right after a fault has struck in this way. */
export function choicesAt({ fault, way }: Point): readonly number[] {
  return WAYS[fault]?.[way] ?? [];
}

/** Such as `engine-crash@17:kept`. */
export function formatPoint({ fault, nth, way }: Point): string {
  return `${fault}@${nth}${way === "" ? "" : `:${way}`}`;
}

/** Points from a text such as `engine-crash@17:kept,endpoint-crash@4`; throws what is wrong with it. */
export function parsePoints(text: string): readonly Point[] {
  return text.split(",").map((part) => parsePoint(part.trim()));
}

function parsePoint(text: string): Point {
  const [, name = "", nth = "", way] = /^([a-z-]+)@(\d+)(?::([a-z]+))?$/.exec(text) ?? [];
  const fault = FAULT_NAMES.find((known) => known === name);
  if (nth === "" || Number(nth) === 0) {
    throw new RangeError(
      `'${text}' is no point: write it as engine-crash@17 or engine-crash@17:kept`,
    );
  }
  if (fault === undefined) {
    throw new RangeError(`'${name}' is no fault; there are: ${FAULT_NAMES.join(", ")}`);
  }
  const ways = waysOf(fault);
  if (way !== undefined && !ways.includes(way)) {
    throw new RangeError(`${fault} does not strike as '${way}', but as: ${ways.join(", ")}`);
  }
  return { fault, nth: Number(nth), way: way ?? ways[0] ?? "" };
}
