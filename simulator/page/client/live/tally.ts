import type { Report } from "../../../index.ts";

/** What all worlds of this page came to. */
export class Tally {
  worlds = 0;
  broken = 0;
  events = 0;
  transitions = 0;
  refined = 0;
  /** Milliseconds in which worlds ran one after the other, as fast as they could. */
  tookMs = 0;
  private quickEvents = 0;
  readonly faults = new Map<string, number>();

  add({ violation, steps, transitions, refined, faults }: Report, tookMs: number): void {
    this.worlds++;
    if (violation !== null) this.broken++;
    this.events += steps;
    this.transitions += transitions;
    this.refined += refined.steps;
    if (tookMs > 0) this.quickEvents += steps;
    this.tookMs += tookMs;
    for (const [name, count] of Object.entries(faults)) {
      this.faults.set(name, (this.faults.get(name) ?? 0) + count);
    }
  }

  /** Names and values, as they are shown. */
  get facts(): readonly (readonly [name: string, value: string])[] {
    const rate = this.tookMs === 0 ? 0 : (this.quickEvents / this.tookMs) * 1_000;
    return [
      ["worlds", grouped(this.worlds)],
      ["events", grouped(this.events)],
      ["steps compared with the model", grouped(this.refined)],
      ["events a second", rate === 0 ? "\u2013" : grouped(Math.round(rate))],
      ["claims broken", grouped(this.broken)],
    ];
  }
}

function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");
}
