/** One operation on one object: from when to when it was under way, and what it can have done. */
export interface TimedOperation {
  readonly name: string;
  /** Places in one order of all begins and ends; an operation has its effect between its two. */
  readonly begin: number;
  readonly end: number;
  /** States that the object can be in after it, from the one before; none where it cannot be. */
  after(state: string): readonly string[];
}

/** What came of looking for an order. */
export type Verdict =
  | { readonly _tag: "Linearizable"; readonly order: readonly string[] }
  /** `reached` is the longest order that explains what was seen; then none of `next` fits. */
  | {
      readonly _tag: "Impossible";
      readonly reached: readonly string[];
      readonly next: readonly string[];
    }
  /** More ways than were to be tried. */
  | { readonly _tag: "Undecided" };

/** Ways that are tried of one object before it is given up. */
const MOST_WAYS = 200_000;

interface Way {
  readonly done: bigint;
  readonly state: string;
  readonly order: readonly string[];
}

/**
 * Looks for an order in which the operations, one after the other, do what was seen of them, each
 * at one moment between its begin and its end (Wing and Gong's search, with Lowe's memory of what
 * was tried).
 */
export function linearize(
  operations: readonly TimedOperation[],
  initial: string,
  mostWays: number = MOST_WAYS,
): Verdict {
  const sorted = operations.toSorted((a, b) => a.begin - b.begin);
  const all = (1n << BigInt(sorted.length)) - 1n;
  const tried = new Set<string>();
  const ways: Way[] = [{ done: 0n, state: initial, order: [] }];
  let longest: Way = { done: 0n, state: initial, order: [] };
  for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
    if (way.done === all) return { _tag: "Linearizable", order: way.order };
    if (tried.size > mostWays) return { _tag: "Undecided" };
    if (way.order.length > longest.order.length) longest = way;
    // The last to be pushed is tried first: the one that began first.
    for (const at of candidates(sorted, way.done).toReversed()) {
      const operation = sorted[at];
      if (operation === undefined) continue;
      for (const state of operation.after(way.state)) {
        const done = way.done | (1n << BigInt(at));
        const seen = `${done.toString(36)} ${state}`;
        if (tried.has(seen)) continue;
        tried.add(seen);
        ways.push({ done, state, order: [...way.order, operation.name] });
      }
    }
  }
  const next = candidates(sorted, longest.done).map((at) => sorted[at]?.name ?? "");
  return { _tag: "Impossible", reached: longest.order, next };
}

/** Those that may come next: they began before the first of the others ended. */
function candidates(sorted: readonly TimedOperation[], done: bigint): number[] {
  const open: number[] = [];
  let firstEnd = Number.POSITIVE_INFINITY;
  for (const [at, { begin, end }] of sorted.entries()) {
    if (begin > firstEnd) break;
    if (((done >> BigInt(at)) & 1n) === 1n) continue;
    open.push(at);
    firstEnd = Math.min(firstEnd, end);
  }
  return open.filter((at) => (sorted[at]?.begin ?? 0) <= firstEnd);
}
