import { type InvocationId, parseAwakeableId } from "@holdfast/core";
import { drainMicrotasks } from "@holdfast/sdk";
import type { AttemptView, Checker } from "../checkers/checker.ts";
import type { World } from "../world.ts";

/** What a run gives: a value that no other execution gives, and where in its program it stands. */
export interface RunValue {
  readonly place: string;
  readonly value: number;
}

/** Longest time until a client completes an awakeable it has heard of; microseconds. */
const LONGEST_COMPLETION_US = 400_000;

/** The world outside of handlers: what they do to it, and what can be seen of them. */
export class Outside {
  private readonly world: World;
  private executions = 0;
  private current: AttemptView | null = null;

  constructor(world: World) {
    this.world = world;
  }

  /** Lets an attempt work; what handlers do meanwhile, it does. */
  async during<T>(attempt: AttemptView, work: () => Promise<T>): Promise<T> {
    this.current = attempt;
    try {
      return await work();
    } finally {
      this.current = null;
    }
  }

  /** A side effect: counted where nobody can undo it; gives what it gives to nobody else. */
  async effect(place: string, ms: number): Promise<RunValue> {
    const attempt = this.attempt();
    this.tell((checker) => checker.executed?.(attempt, place));
    this.world.note("handler", `executes ${place}`);
    const value = ++this.executions;
    if (ms > 0) await this.pause(ms);
    if (this.world.faults.strikes("run-error"))
      throw new Error("the effect was had, then it failed");
    return { place, value };
  }

  /** An effect that fails now and then, in a way that the run's own retries are for. */
  flakyEffect(place: string): Promise<RunValue> {
    if (this.world.faults.strikes("flaky-run")) throw new Error("flaky");
    return this.effect(place, 0);
  }

  /** A handler has seen a result. */
  observe(place: string, value: unknown): void {
    const text = JSON.stringify(value) ?? "undefined";
    const attempt = this.attempt();
    this.tell((checker) => checker.observed?.(attempt, place, text));
  }

  /** Throws, where a handler fails for no reason. */
  stumble(): void {
    if (this.world.faults.strikes("handler-error")) throw new Error("the handler stumbled");
  }

  /** Somebody outside hears of an awakeable, and completes it in the end. */
  publish(id: string): void {
    const target = parseAwakeableId(id);
    if (target === null) throw new Error(`'${id}' is no awakeable id`);
    const { choices, timeline } = this.world;
    timeline.after(choices.below(LONGEST_COMPLETION_US), () => {
      this.complete(target.invocationId, target.signalIndex);
    });
  }

  /** Tells the checkers; what they throw must not end in a handler, which would only be retried. */
  private tell(fact: (checker: Checker) => void): void {
    try {
      this.world.checkers.forEach(fact);
    } catch (error) {
      this.world.end(error);
      throw error;
    }
  }

  private complete(id: InvocationId, signalIndex: number): void {
    this.world.clients.completeAwakeable(id, signalIndex, ++this.executions);
  }

  /** Time passes for a handler; what it does afterwards is done before the world goes on. */
  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.world.timeline.after(ms * 1_000, () => {
        resolve();
        return drainMicrotasks(() => 0);
      });
    });
  }

  private attempt(): AttemptView {
    if (this.current === null) throw new Error("a handler works outside of its turn");
    return this.current;
  }
}
