import type { Clock } from "./clock.ts";

/** Something that is on its way out and may take only so long. */
export interface Draining {
  /** Ends it at once. */
  readonly cutOff: () => void;
}

/**
 * Cuts off what drains for longer than a limit. One timer serves all, because every attempt
 * drains for a moment, and a timer for each costs a tenth of its stream's work; the price is that
 * one may be cut off after half of the limit.
 */
export class Drains {
  readonly #limitMs: number;
  readonly #clock: Clock;
  /** Those that came since the last tick, and those that have seen one. */
  #young = new Set<Draining>();
  #old = new Set<Draining>();
  #stopTimer: (() => void) | null = null;

  constructor(limitMs: number, clock: Clock) {
    this.#limitMs = limitMs;
    this.#clock = clock;
  }

  add(draining: Draining): void {
    this.#young.add(draining);
    this.#stopTimer ??= this.#clock.after(this.#limitMs / 2, () => this.#tick());
  }

  delete(draining: Draining): void {
    if (!this.#young.delete(draining)) this.#old.delete(draining);
  }

  /** Forgets all, without cutting anything off. */
  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.#young.clear();
    this.#old.clear();
  }

  #tick(): void {
    const late = this.#old;
    this.#old = this.#young;
    this.#young = new Set();
    this.#stopTimer =
      this.#old.size === 0 ? null : this.#clock.after(this.#limitMs / 2, () => this.#tick());
    for (const draining of late) draining.cutOff();
  }
}
