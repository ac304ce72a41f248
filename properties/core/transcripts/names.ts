import type { DeploymentId, InvocationId } from "@holdfast/core";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
  ["ms", 1],
] as const;

/** Short names, in order of appearance, for ids and times that nobody wants to read. */
export class Names {
  readonly startMs: number;
  private readonly invocations: InvocationId[] = [];
  private readonly deployments: DeploymentId[] = [];
  private readonly timers: string[] = [];

  constructor(startMs: number) {
    this.startMs = startMs;
  }

  invocation(id: InvocationId): string {
    return `inv#${placeOf(this.invocations, id)}`;
  }

  deployment(id: DeploymentId): string {
    return `dp#${placeOf(this.deployments, id)}`;
  }

  /** A timer, by its item key. */
  timer(item: string): string {
    return `timer#${placeOf(this.timers, item)}`;
  }

  invocationNamed(name: string): InvocationId {
    return named(this.invocations, "inv#", name);
  }

  deploymentNamed(name: string): DeploymentId {
    return named(this.deployments, "dp#", name);
  }

  timerNamed(name: string): string {
    return named(this.timers, "timer#", name);
  }

  /** A time as the script counts it: `T` is its beginning. */
  time(ms: number): string {
    return ms === this.startMs ? "T" : `T+${duration(ms - this.startMs)}`;
  }

  /** A time that the script gives, as milliseconds. */
  timeNamed(text: string): number {
    return text === "T" ? this.startMs : this.startMs + durationMs(text.replace(/^T\+/, ""));
  }
}

function placeOf<T>(known: T[], one: T): number {
  const at = known.indexOf(one);
  return at === -1 ? known.push(one) : at + 1;
}

function named<T>(known: readonly T[], prefix: string, name: string): T {
  const found = name.startsWith(prefix) ? known[Number(name.slice(prefix.length)) - 1] : undefined;
  if (found === undefined) throw new Error(`there is no ${name} yet`);
  return found;
}

/** A duration such as `1d`, `1m30s` or `1s500ms`. */
export function duration(ms: number): string {
  if (ms <= 0) return `${ms}ms`;
  let left = ms;
  return UNITS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? "" : `${count}${unit}`;
  }).join("");
}

export function durationMs(text: string): number {
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[dhms])/g)) {
    total += Number(count) * (UNITS.find(([name]) => name === unit)?.[1] ?? Number.NaN);
  }
  return total;
}
