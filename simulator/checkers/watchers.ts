import type { Checker } from "./checker.ts";

type Facts = Omit<Required<Checker>, "claim">;

/** For each kind of fact those who watch it, in the order of the checkers. */
export type Watchers = { readonly [Fact in keyof Facts]: readonly Facts[Fact][] };

/**
 * Sorts checkers by the facts that they watch, once for a world.
 * Exists because a world has more than twenty checkers, and most facts concern few of them: to ask
 * each at every step took longer than what most of them do then.
 */
export function watchersOf(checkers: readonly Checker[]): Watchers {
  const of = <Fact extends keyof Facts>(fact: Fact): readonly Facts[Fact][] => {
    const watchers: Facts[Fact][] = [];
    for (const checker of checkers) {
      const watch: Checker[Fact] = checker[fact];
      if (watch !== undefined) watchers.push(watch.bind(checker) as Facts[Fact]);
    }
    return watchers;
  };
  return {
    transition: of("transition"),
    durable: of("durable"),
    settled: of("settled"),
    output: of("output"),
    written: of("written"),
    stopped: of("stopped"),
    restarted: of("restarted"),
    recovered: of("recovered"),
    opened: of("opened"),
    executed: of("executed"),
    ran: of("ran"),
    observed: of("observed"),
    answered: of("answered"),
    healed: of("healed"),
    atRest: of("atRest"),
    expired: of("expired"),
  };
}
