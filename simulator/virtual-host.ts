import { Stream32 } from "./choices.ts";
import type { World } from "./world.ts";

/**
 * What a world offers in the place of the host's clock, timers and chance.
 * Exists so that a handler which reads them, as it should not, does the same in every run of one
 * seed: then its bug can be replayed.
 */
export interface VirtualHost {
  /** Whether a handler of this world is at work: only then is it the one who asks. */
  readonly busy: boolean;
  /** Unix milliseconds. */
  nowMs(): number;
  /** A number from 0 to below 1. */
  random(): number;
  /** A random id of version 4. */
  randomId(): string;
  /** Does something later; gives what takes it back. */
  after(delayMs: number, task: () => void): () => void;
  /** A handler uses something that no world has. */
  refuse(what: string): never;
}

/** Puts such a host in place, and gives what takes it away again. */
export type EnterWorld = (host: VirtualHost) => () => void;

export function virtualHostOf(world: World): VirtualHost {
  const chance = new Stream32(world.seed ^ 0x5eed);
  const drawn = (): number => chance.next() / 0x1_0000_0000;
  const noted = <T>(value: T): T => {
    world.note("handler", "throws the dice of its host");
    return value;
  };
  return {
    get busy() {
      return world.turns.busy;
    },
    nowMs: () => {
      world.note("handler", "reads the clock of its host");
      return Math.floor(world.nowMs);
    },
    random: () => noted(drawn()),
    randomId: () =>
      noted(
        "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () =>
          Math.floor(drawn() * 16).toString(16),
        ),
      ),
    after: (delayMs, task) => world.turns.after(Math.ceil(delayMs * 1_000), task),
    refuse: (what) => world.cast.refuse(world.turns.attempt, what),
  };
}
