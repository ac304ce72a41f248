import type { Drain } from "@holdfast/sdk";
import type { AttemptView } from "./checkers/checker.ts";
import type { Timeline } from "./timeline.ts";

/** One attempt at work, as the world's time sees it. */
export interface Turn {
  readonly attempt: AttemptView;
  /** What of the world it waits for: answers from outside, and its timers. */
  pauses: number;
  /** False once its process is gone: nothing of it goes on. */
  alive: boolean;
  /** It has done all that it could after a pause. */
  rested(): void;
}

/** Whose code runs right now, and what of the world's time each attempt still waits for. */
export class Turns {
  private readonly timeline: Timeline;
  private readonly drain: Drain;
  private current: Turn | null = null;

  constructor(timeline: Timeline, drain: Drain) {
    this.timeline = timeline;
    this.drain = drain;
  }

  /** Whether a handler is at work. */
  get busy(): boolean {
    return this.current !== null;
  }

  /** The attempt that is at work. */
  get attempt(): AttemptView {
    return this.turn().attempt;
  }

  /** Lets an attempt work; what handlers do meanwhile, it does. */
  async take<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
    this.current = turn;
    try {
      return await work();
    } finally {
      this.current = null;
    }
  }

  /** Time passes for the attempt at work; what it does then is done before the world goes on. */
  pause(delayUs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayUs, resolve);
    });
  }

  /** Plans a task of the attempt at work; gives what takes it back. */
  after(delayUs: number, task: () => void): () => void {
    const turn = this.turn();
    let open = true;
    const close = (): boolean => {
      if (!open) return false;
      open = false;
      turn.pauses--;
      return true;
    };
    turn.pauses++;
    this.timeline.after(delayUs, async () => {
      if (!close() || !turn.alive) return;
      await this.take(turn, async () => {
        task();
        await this.drain(() => 0);
      });
      turn.rested();
    });
    return () => void close();
  }

  private turn(): Turn {
    if (this.current === null) throw new Error("a handler works outside of its turn");
    return this.current;
  }
}
