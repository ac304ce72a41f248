import type { Campaign } from "@holdfast/simulator";

/** What a campaign did, in a few lines. */
export function campaignSummary(campaign: Campaign, tookMs: number): string {
  const { events, inputs, transitions, faults, sometimes, refined, unreached } = campaign;
  const withRate = (count: number, what: string): string =>
    `${count} ${what} (${Math.round((count / Math.max(1, tookMs)) * 1_000)} a second)`;
  return [
    `${campaign.seeds} worlds, ${withRate(events, "events")}, ` +
      `${campaign.failures.length} claims broken`,
    `among the events: ${withRate(inputs, "inputs")}, ${withRate(transitions, "transitions")}`,
    EVENT,
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

/** What is counted above; docs/reference/simulator.md says it in full. */
const EVENT =
  "(an event has its place in the trace of its world: an input, a transition, an output carried " +
  "out, an act of an endpoint, a handler, a client or a disk, or a fault)";

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
