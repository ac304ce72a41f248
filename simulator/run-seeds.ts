import { type Campaign, Tally } from "./campaign.ts";
import { type Report, simulate, type SimulateOptions } from "./simulate.ts";
import { formatEvent } from "./trace.ts";

/** How to run a campaign. */
export interface CampaignOptions extends Omit<SimulateOptions, "seed" | "tape"> {
  readonly from: number;
  readonly count: number;
  /** Situations that it has to reach; all there are where absent. */
  readonly reaches?: readonly string[];
  /** Failures after which the campaign ends. */
  readonly maxFailures?: number;
  /** Told of each world as it ends; false ends the campaign. */
  readonly onReport?: (report: Report) => boolean | undefined;
}

/** Runs the worlds of `count` seeds, one after the other. */
export async function runSeeds(options: CampaignOptions): Promise<Campaign> {
  const { from, count, reaches, maxFailures = 1, onReport, ...rest } = options;
  const tally = new Tally(options.faults, reaches);
  for (let seed = from; seed < from + count && tally.failed < maxFailures; seed++) {
    const report = await simulate({ ...rest, seed });
    tally.addWorld(report);
    if (onReport?.(report) === false) break;
  }
  return tally.campaign;
}

/** A failed world for readers: seed, claim, and the last events before it. */
export function formatFailure(
  { seed, cast, violation, events, settings }: Report,
  last = 40,
): string {
  return [
    `seed ${seed}: ${violation?.message ?? "no claim was broken"}`,
    `  ${cast}, ${settings.partitions} partition(s), ${settings.protocolMode}, ` +
      `protocol v${settings.protocolVersion}, latency up to ${settings.latencyUs} us`,
    ...events.slice(-last).map((event) => `  ${formatEvent(event)}`),
  ].join("\n");
}
