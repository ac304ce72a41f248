import type { Context, RunRetry } from "@holdfast/sdk";
import type { RunValue } from "../workload/outside.ts";
import type { World } from "../world.ts";
import type { Wait } from "./script.ts";

/** The world outside of a scenario's handlers: what they do to it, and what they let it know. */
export class Stage {
  readonly world: World;
  /** Names of the effects that were had, however often. */
  readonly did = new Set<string>();
  private readonly signs = new Map<string, string>();
  private readonly waiting = new Map<string, ((value: string) => void)[]>();
  private readonly failed = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
  }

  /** A step with an effect outside, whose stored result every attempt has to see alike. */
  async act(ctx: Context, what: string, retry: RunRetry = {}, failures = 0): Promise<string> {
    const value = await ctx.run(what, () => this.effect(what, failures), retry);
    this.world.outside.observe(what, value);
    return what;
  }

  /** The effect alone; it fails before it does anything for the first `failures` times. */
  effect(what: string, failures = 0): Promise<RunValue> {
    const failed = this.failed.get(what) ?? 0;
    if (failed < failures) {
      this.failed.set(what, failed + 1);
      throw new Error(`${what} is not possible now`);
    }
    this.did.add(what);
    return this.world.outside.effect(what, 0);
  }

  /** Lets clients know that a handler came to this place; more often changes nothing. */
  sign(name: string, value = ""): void {
    if (this.signs.has(name)) return;
    this.signs.set(name, value);
    for (const goOn of this.waiting.get(name) ?? []) this.soon(() => goOn(value));
    this.waiting.delete(name);
  }

  /** Waits for a sign. */
  until(name: string): Wait<string> {
    return (goOn) => {
      const value = this.signs.get(name);
      if (value !== undefined) this.soon(() => goOn(value));
      else this.waiting.set(name, [...(this.waiting.get(name) ?? []), goOn]);
    };
  }

  /** Whoever hears of it does nothing in the turn of the handler that gave it. */
  private soon(task: () => void): void {
    this.world.timeline.after(0, task);
  }
}
