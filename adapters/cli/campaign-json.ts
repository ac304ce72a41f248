import { type Campaign, formatEvent } from "@holdfast/simulator";

/** The report of a campaign as JSON: events in words, without the bytes that they were about. */
export function campaignJson(campaign: Campaign): string {
  const failures = campaign.failures.map(({ events, ...report }) => ({
    ...report,
    events: events.map(formatEvent),
  }));
  return `${JSON.stringify({ ...campaign, failures }, null, 2)}\n`;
}
