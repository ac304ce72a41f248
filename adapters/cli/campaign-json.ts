import { type Campaign, formatEvent } from "@holdfast/simulator";

/** The report of a campaign as JSON: events in words, without the bytes that they were about. `scenarios` are those that were played, if any. */
export function campaignJson(campaign: Campaign, scenarios: readonly string[]): string {
  const failures = campaign.failures.map(({ events, ...report }) => ({
    ...report,
    events: events.map(formatEvent),
  }));
  return `${JSON.stringify({ scenarios, ...campaign, failures }, null, 2)}\n`;
}
