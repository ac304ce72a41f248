import type { ContestantName } from "./contestant.ts";
import type { Measured } from "./measure.ts";

/** Ratios of one figure in paired rounds: the median of them, and the least and greatest. */
export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** The figures that are compared. */
export type Figure = "requestsPerSecond" | "p50Ms" | "serverCpuUs" | "residentMiB" | "writtenBytes";

/** Which runs are compared. */
export interface Pairing {
  readonly load: string;
  readonly connections: number;
  readonly of: ContestantName;
  readonly by: ContestantName;
}

/** The ratio of one contestant's figure by another's, round by round; null where one has none. */
export function ratioOf(
  all: readonly Measured[],
  { load, connections, of, by }: Pairing,
  figure: Figure,
): Ratio | null {
  const runs = all.filter((m) => m.load === load && m.connections === connections);
  const ratios = runs
    .filter(({ contestant }) => contestant === of)
    .flatMap((one) => {
      const other = runs.find((m) => m.contestant === by && m.round === one.round);
      return other === undefined ? [] : [one[figure] / other[figure]];
    });
  return ratios.length === 0 ? null : spreadOf(ratios);
}

/** The median of one contestant's figure over all rounds; null where it has none. */
export function medianOf(
  all: readonly Measured[],
  { load, connections, of }: Omit<Pairing, "by">,
  figure: Figure | "p99Ms" | "serviceCpuUs",
): number | null {
  const values = all
    .filter((m) => m.load === load && m.connections === connections && m.contestant === of)
    .map((m) => m[figure]);
  return values.length === 0 ? null : spreadOf(values).median;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

function spreadOf(values: readonly number[]): Ratio {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const half = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2,
    least: at(0),
    greatest: at(sorted.length - 1),
  };
}
