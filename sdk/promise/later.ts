import type { WaitGroup } from "./wait-group.ts";

/** Waits for something, but only for a durable time. */
export type Limit = <T>(later: Later<T>, delayMs: number) => Later<T>;

/**
 * A value that the journal will hold: a promise that waits only once somebody asks for it.
 * Exists because a handler is suspended on what it awaits, and on nothing else. It may be awaited
 * like any promise; `Promise.all`, `race` and `any` over several settle the same way in every
 * replay, since results are let through one at a time, in the order of the journal.
 */
export class Later<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = "Later";
  private readonly ask: (group: WaitGroup | null) => Promise<T>;
  private readonly limit: Limit;

  constructor(ask: (group: WaitGroup | null) => Promise<T>, limit: Limit) {
    this.ask = ask;
    this.limit = limit;
  }

  /** The same value, or a TimeoutError where it is not there after a durable sleep. */
  orTimeout(delayMs: number): Later<T> {
    return this.limit(this, delayMs);
  }

  /** Waits as a part of a group. */
  within(group: WaitGroup): Promise<T> {
    return this.ask(group);
  }

  // A promise in all but name: `await` finds it by this method.
  // oxlint-disable-next-line unicorn/no-thenable
  then<A = T, B = never>(
    onValue?: ((value: T) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.ask(null).then(onValue, onError);
  }

  catch<B = never>(onError?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.ask(null).catch(onError);
  }

  finally(onEnd?: (() => void) | null): Promise<T> {
    return this.ask(null).finally(onEnd);
  }
}
