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
  return [...new Set([...awaiting.handles, ...awaiting.nested.flatMap(awaitedHandles)])];
}

/** As the protocol writes it. */
export function futureOf({ combinator, handles, nested }: Awaiting): Future {
  const ids = handles.map(handleId);
  return {
    waitingCompletions: ids.flatMap((id) => (id._tag === "Completion" ? [id.completionId] : [])),
    waitingSignals: ids.flatMap((id) => (id._tag === "Signal" ? [id.index] : [])),
    waitingNamedSignals: ids.flatMap((id) => (id._tag === "NamedSignal" ? [id.name] : [])),
    nested: nested.map(futureOf),
    combinator,
  };
}
