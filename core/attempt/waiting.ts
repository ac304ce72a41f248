import { notificationKey, type NotificationKey, type Waiting } from "../model/index.ts";
import {
  CANCEL_SIGNAL_INDEX,
  type Future,
  type Suspension,
  type WaitingAnyOf,
} from "../wire/index.ts";

/**
 * The things any of which ends a suspension, or null where something in it waits for nothing: an
 * empty set, or a tree with an empty part (wire facts 1.8).
 *
 * SDKs go on naming CANCEL when they have heard it (`cancelHeard`) and the handler has gone on to
 * something else, such as its clean-up. It is stored once and never again, so it is left out: the
 * next attempt would begin at once, wait for the same, and so on until the clean-up is over.
 */
export function waitingOf(
  { waitingOn }: Suspension,
  cancelHeard: boolean,
): readonly Waiting[] | null {
  const list = waitingOn._tag === "Future" ? futureList(waitingOn.future) : anyOf(waitingOn);
  if (list === null || list.length === 0) return null;
  const open = cancelHeard ? list.filter((each) => each !== CANCEL) : list;
  return open.length === 0 ? list : open;
}

const CANCEL = notificationKey({ _tag: "Signal", index: CANCEL_SIGNAL_INDEX });

function anyOf({ completions, signals, namedSignals }: Omit<WaitingAnyOf, "_tag">) {
  const keys: NotificationKey[] = [];
  for (const completionId of completions) {
    keys.push(notificationKey({ _tag: "Completion", completionId }));
  }
  for (const index of signals) keys.push(notificationKey({ _tag: "Signal", index }));
  for (const name of namedSignals) keys.push(notificationKey({ _tag: "NamedSignal", name }));
  return keys;
}

/** A tree as a list of which any one settles it: at its root that says all that there is to say. */
function futureList(future: Future): readonly Waiting[] | null {
  const { combinator } = future;
  const children = childrenOf(future);
  if (children === null) return null;
  const anyOfThem = combinator === "FirstCompleted" || combinator === "Unknown";
  return anyOfThem ? children : [{ combinator, of: children }];
}

function childrenOf(future: Future): readonly Waiting[] | null {
  const children: Waiting[] = anyOf({
    completions: future.waitingCompletions,
    signals: future.waitingSignals,
    namedSignals: future.waitingNamedSignals,
  });
  for (const nested of future.nested) {
    const of = childrenOf(nested);
    if (of === null) return null;
    children.push({ combinator: nested.combinator, of });
  }
  return children.length === 0 ? null : children;
}
