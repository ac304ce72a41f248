import { type InvocationId, parseAwakeableId } from "@holdfast/core";
import { encodeJson } from "@holdfast/sdk";
import type { Watchers } from "../checkers/watchers.ts";
import { SMALL_MESSAGE_BYTES } from "../settings.ts";
import type { World } from "../world.ts";

/** What a run gives: a value that no other execution gives, and where in its program it stands. */
export interface RunValue {
  readonly place: string;
  readonly value: number;
  /** Makes it too long for a message. */
  readonly pad?: string;
}

/** Longest time until a client completes an awakeable it has heard of; microseconds. */
const LONGEST_COMPLETION_US = 400_000;

/** The world outside of handlers: what they do to it, and what can be seen of them. */
export class Outside {
  private readonly world: World;
  private executions = 0;
  /** Attempts by invocation since the faults are over. */
  private readonly attempts = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
  }

  /** A side effect: counted where nobody can undo it; gives what it gives to nobody else. */
  async effect(place: string, ms: number): Promise<RunValue> {
    const attempt = this.world.turns.attempt;
    this.tell(({ executed }) => executed.forEach((see) => see(attempt, place)));
    this.world.note("handler", `executes ${place}`);
    const value = ++this.executions;
    const pad = this.oversize();
    if (ms > 0) await this.world.turns.pause(ms * 1_000);
    if (this.world.faults.strikes("run-error", this.world.turns.attempt.invocation))
      throw new Error("the effect was had, then it failed");
    return pad === "" ? { place, value } : { place, value, pad };
  }

  /** Something too long for a message, where such a thing can be. */
  private oversize(): string {
    const { maxMessageBytes } = this.world.settings.config.limits;
    if (
      maxMessageBytes > SMALL_MESSAGE_BYTES ||
      !this.world.faults.strikes("oversized", this.world.turns.attempt.invocation)
    )
      return "";
    return "x".repeat(maxMessageBytes);
  }

  /**
   * Whether the attempt at work runs other code than it was written with. Once the faults are over
   * attempts take turns, so that whoever wrote the journal comes to its end.
   */
  changesCode(): boolean {
    const { faults, turns } = this.world;
    if (!faults.healed) return faults.strikes("changed-code", turns.attempt.invocation);
    const { invocation } = turns.attempt;
    const attempts = (this.attempts.get(invocation) ?? 0) + 1;
    this.attempts.set(invocation, attempts);
    return attempts % 2 === 0 && (this.world.settings.odds["changed-code"] ?? 0) > 0;
  }

  /** A handler has made an awakeable, and told nobody yet. */
  made(id: string): void {
    const target = parseAwakeableId(id);
    if (target === null || !this.world.faults.strikes("awakeable-early", target.invocationId))
      return;
    this.complete(target.invocationId, target.signalIndex);
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
    const { choices, faults, timeline } = this.world;
    timeline.after(choices.below(LONGEST_COMPLETION_US), () => {
      this.complete(target.invocationId, target.signalIndex);
    });
    if (!faults.strikes("awakeable-twice", target.invocationId)) return;
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
