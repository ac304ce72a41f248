import type { Combinator, Future } from "@holdfast/core";
import { type Handle, handleId } from "./handle.ts";

/** Handles that a handler awaits together, and how they decide it (wire facts 1.8). */
export interface Awaiting {
  readonly combinator: Combinator;
  readonly handles: readonly Handle[];
  readonly nested: readonly Awaiting[];
}

/** Every handle in it, once. */
export function awaitedHandles(awaiting: Awaiting): readonly Handle[] {
  if (awaiting.nested.length === 0) return awaiting.handles;
  return [...new Set([...awaiting.handles, ...awaiting.nested.flatMap(awaitedHandles)])];
}

/** As the protocol writes it. */
export function futureOf({ combinator, handles, nested }: Awaiting): Future {
  const waitingCompletions: number[] = [];
  const waitingSignals: number[] = [];
  const waitingNamedSignals: string[] = [];
  for (const handle of handles) {
    const id = handleId(handle);
    if (id._tag === "Completion") waitingCompletions.push(id.completionId);
    else if (id._tag === "Signal") waitingSignals.push(id.index);
    else waitingNamedSignals.push(id.name);
  }
  return {
    waitingCompletions,
    waitingSignals,
    waitingNamedSignals,
    nested: nested.map(futureOf),
    combinator,
  };
}
