import { EPOCH_MS } from "./timeline.ts";
import type { World } from "./world.ts";

/** Longest jump of a clock, in milliseconds. */
const LONGEST_JUMP_MS = 60_000;

/**
 * The clock of one host. It is kept across restarts, where it goes back by less than a timer may be
 * late (A-CLOCK-1).
 */
export class HostClock {
  private readonly world: World;
  private readonly index: number;
  private jumpedMs = 0;
  private starts = 0;

  constructor(world: World, index: number) {
    this.world = world;
    this.index = index;
  }

  /** Unix milliseconds. */
  get nowMs(): number {
    return EPOCH_MS + Math.floor(this.world.timeline.nowUs / 1_000) + this.jumpedMs;
  }

  /** Virtual time at which it shows this time; microseconds. */
  usOf(timeMs: number): number {
    return (timeMs - EPOCH_MS - this.jumpedMs) * 1_000;
  }

  /** Its host starts: nobody knows what it shows then. */
  start(): void {
    const { choices, faults, settings } = this.world;
    if (this.starts++ > 0) {
      if (faults.strikes("clock-back", this.index))
        this.jumpedMs -= choices.below(settings.clockBackMs);
    } else if ((settings.odds["clock-skew"] ?? 0) > 0) {
      this.jumpedMs = choices.below(LONGEST_JUMP_MS);
      faults.count("clock-skew", this.index);
    }
  }

  /** Jumps ahead; gives how far it is ahead then, in milliseconds. */
  jump(): number {
    this.jumpedMs += 1 + this.world.choices.below(LONGEST_JUMP_MS);
    return this.jumpedMs;
  }
}
