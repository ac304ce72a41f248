import { notificationKey, type NotificationKey } from "../model/index.ts";
import { CANCEL_SIGNAL_INDEX, type Suspension } from "../wire/index.ts";

/**
 * The notifications any of which ends a suspension, or null where the set is empty (1.8).
 *
 * SDKs go on naming CANCEL when they have heard it (`cancelHeard`) and the handler has gone on to
 * something else, such as its clean-up. It is stored once and never again, so it is left out: the
 * next attempt would begin at once, wait for the same, and so on until the clean-up is over.
 */
export function waitingKeys(
  { waitingOn }: Suspension,
  cancelHeard: boolean,
): readonly NotificationKey[] | null {
  if (waitingOn._tag === "Future") return null;
  const keys = [
    ...waitingOn.completions.map((completionId) =>
      notificationKey({ _tag: "Completion", completionId }),
    ),
    ...waitingOn.signals.map((index) => notificationKey({ _tag: "Signal", index })),
    ...waitingOn.namedSignals.map((name) => notificationKey({ _tag: "NamedSignal", name })),
  ];
  if (keys.length === 0) return null;
  const open = cancelHeard ? keys.filter((key) => key !== CANCEL) : keys;
  return open.length === 0 ? keys : open;
}

const CANCEL = notificationKey({ _tag: "Signal", index: CANCEL_SIGNAL_INDEX });
