import type { Campaign } from "@holdfast/simulator";

/** What a campaign did, in a few lines. */
export function campaignSummary(campaign: Campaign, tookMs: number): string {
  const { failures, inputs, transitions, faults, sometimes, refined, unreached } = campaign;
  const rate = Math.round((transitions / Math.max(1, tookMs)) * 1_000);
  return [
    `${campaign.seeds} worlds, ${transitions} events (${rate} a second), ${inputs} inputs, ` +
      `${failures.length} claims broken`,
    `faults: ${counts(faults)}`,
    `reached: ${counts(sometimes)}`,
    refined.steps === 0
      ? "no step was compared with the abstract machine"
      : `${refined.steps} steps refine the abstract machine, by: ${counts(refined.actions)}`,
    unreached.length === 0
      ? "everything that a campaign has to reach was reached"
      : `not reached: ${unreached.join(", ")} (more seeds reach more)`,
  ].join("\n");
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
