import { type InvocationId, parseAwakeableId } from "@holdfast/core";
import { encodeJson } from "@holdfast/sdk";
import type { Watchers } from "../checkers/watchers.ts";
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

  constructor(world: World) {
    this.world = world;
  }

  /** A side effect: counted where nobody can undo it; gives what it gives to nobody else. */
  async effect(place: string, ms: number): Promise<RunValue> {
    const attempt = this.world.turns.attempt;
    this.tell(({ executed }) => executed.forEach((see) => see(attempt, place)));
    this.world.note("handler", `executes ${place}`);
    const value = ++this.executions;
    if (ms > 0) await this.world.turns.pause(ms * 1_000);
    if (this.world.faults.strikes("run-error", this.world.turns.attempt.invocation))
      throw new Error("the effect was had, then it failed");
    return { place, value };
  }

  /** An effect that fails now and then, in a way that the run's own retries are for. */
  flakyEffect(place: string): Promise<RunValue> {
    if (this.world.faults.strikes("flaky-run", this.world.turns.attempt.invocation))
      throw new Error("flaky");
    return this.effect(place, 0);
  }

  /** A handler has seen a result. */
  observe(place: string, value: unknown): void {
    const text = JSON.stringify(value) ?? "undefined";
    const attempt = this.world.turns.attempt;
    this.tell(({ observed }) => observed.forEach((see) => see(attempt, place, text)));
  }

  /** Throws, where a handler fails for no reason. */
  stumble(): void {
    if (this.world.faults.strikes("handler-error", this.world.turns.attempt.invocation))
      throw new Error("the handler stumbled");
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
  private tell(fact: (watchers: Watchers) => void): void {
    try {
      fact(this.world.watchers);
    } catch (error) {
      this.world.end(error);
      throw error;
    }
  }

  private complete(id: InvocationId, signalIndex: number): void {
    const outcome = { _tag: "Success", value: encodeJson(++this.executions) } as const;
    this.world.clients.completeAwakeable(id, signalIndex, outcome);
  }
}
