import { geometricMean, type Ratio, ratioOf } from "./compare.ts";
import { LOADS } from "./load.ts";
import type { Measured } from "./measure.ts";

/** One thing that is aimed at, and how near the last run came. */
export interface Target {
  readonly aim: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** Connections of the two settings that are compared. */
export const ALONE = 1;
export const CROWD = 32;

/** What Holdfast is to reach beside the real server and the relay; only what was measured is told. */
export function targetsOf(all: readonly Measured[]): readonly Target[] {
  const beside = (
    by: "real" | "relay",
    connections: number,
    figure: Parameters<typeof ratioOf>[2],
  ): readonly Ratio[] =>
    LOADS.flatMap(({ name }) => {
      const ratio = ratioOf(all, { load: name, connections, of: "holdfast", by }, figure);
      return ratio === null ? [] : [ratio];
    });
  const rates = beside("real", CROWD, "requestsPerSecond");
  const medians = rates.map(({ median }) => median);
  return [
    atLeast("requests/s at 32, mean over the loads, of the real server's", 3, rates, () =>
      geometricMean(medians),
    ),
    atLeast("requests/s at 32, the least of the loads, of the real server's", 2.2, rates),
    atLeast(
      "requests/s at 32, noop and runs, of the relay's",
      0.6,
      beside("relay", CROWD, "requestsPerSecond"),
    ),
    atMost("p50 at 1, of the real server's", 0.35, beside("real", ALONE, "p50Ms")),
    atMost(
      "server CPU for a request at 32, of the real server's",
      0.3,
      beside("real", CROWD, "serverCpuUs"),
    ),
    atMost(
      "resident memory at 32, of the real server's",
      0.5,
      beside("real", CROWD, "residentMiB"),
    ),
  ].filter((target) => target !== null);
}

function atLeast(
  what: string,
  limit: number,
  ratios: readonly Ratio[],
  value = (): number => Math.min(...ratios.map(({ median }) => median)),
): Target | null {
  return judge(`${what}: at least ${limit}`, ratios, value, (found) => found >= limit);
}

/** The worst of the loads counts. */
function atMost(what: string, limit: number, ratios: readonly Ratio[]): Target | null {
  const value = (): number => Math.max(...ratios.map(({ median }) => median));
  return judge(`${what}: at most ${limit}`, ratios, value, (found) => found <= limit);
}

function judge(
  aim: string,
  ratios: readonly Ratio[],
  value: () => number,
  isMet: (found: number) => boolean,
): Target | null {
  if (ratios.length === 0) return null;
  const found = value();
  const least = Math.min(...ratios.map((ratio) => ratio.least));
  const greatest = Math.max(...ratios.map((ratio) => ratio.greatest));
  const spread = `single rounds ${least.toFixed(2)} to ${greatest.toFixed(2)}`;
  return { aim, measured: `${found.toFixed(2)} (${spread})`, isMet: isMet(found) };
}
