import type { Combinator } from "@holdfast/core";
import type { Execution } from "./execution.ts";
import { sleep } from "../machine/index.ts";
import { TimeoutError } from "./errors.ts";
import { Later, type Limit } from "./later.ts";
import type { WaitGroup } from "./wait-group.ts";

type Laters = readonly Later<unknown>[];

/** What each of several values comes to. */
export type ValuesOf<T extends Laters> = {
  -readonly [K in keyof T]: T[K] extends Later<infer V> ? V : never;
};

/** What each of several values or failures comes to. */
export type SettledOf<T extends Laters> = {
  -readonly [K in keyof T]: T[K] extends Later<infer V> ? PromiseSettledResult<V> : never;
};

/**
 * `Promise.all` and its like over what the journal will hold. Unlike those, the server is told how
 * the parts belong together, and does not start a suspended handler before they are decided.
 */
export class Combinators {
  protected readonly execution: Execution;
  /** Whichever comes first of a value and a durable time; then neither is waited for any more. */
  protected readonly limit: Limit = (later, delayMs) => {
    const over = this.sleep(delayMs);
    const timeout = (): never => {
      throw new TimeoutError(delayMs);
    };
    return new Later(
      (outer) =>
        this.execution.together("FirstCompleted", outer, (group) =>
          Promise.race([later.within(group), over.within(group).then(timeout)]),
        ),
      this.limit,
    );
  };

  constructor(execution: Execution) {
    this.execution = execution;
  }

  /** Lets a durable time go by. */
  sleep(delayMs: number, name = ""): Later<void> {
    this.execution.act();
    const handle = sleep(this.execution.machine, Math.ceil(this.execution.nowMs + delayMs), name);
    const over = async (group: WaitGroup | null): Promise<void> => {
      await this.execution.wait(handle, group);
    };
    return new Later(over, this.limit);
  }

  /** All values, or the first failure. */
  all<const T extends Laters>(laters: T): Later<ValuesOf<T>> {
    return this.group("AllSucceededOrFirstFailed", laters, (parts) => Promise.all(parts)) as Later<
      ValuesOf<T>
    >;
  }

  /** The first value, or a failure once all have failed. */
  any<V>(laters: readonly Later<V>[]): Later<V> {
    return this.group("FirstSucceededOrAllFailed", laters, (parts) => Promise.any(parts));
  }

  /** Whatever comes first. */
  race<V>(laters: readonly Later<V>[]): Later<V> {
    return this.group("FirstCompleted", laters, (parts) => Promise.race(parts));
  }

  /** What all come to, whether they fail or not. */
  allSettled<const T extends Laters>(laters: T): Later<SettledOf<T>> {
    return this.group("AllCompleted", laters, (parts) => Promise.allSettled(parts)) as Later<
      SettledOf<T>
    >;
  }

  private group<V, R>(
    combinator: Combinator,
    laters: readonly Later<V>[],
    combine: (parts: Promise<V>[]) => Promise<R>,
  ): Later<R> {
    return new Later(
      (outer: WaitGroup | null) =>
        this.execution.together(combinator, outer, (group) =>
          combine(laters.map((later) => later.within(group))),
        ),
      this.limit,
    );
  }
}
