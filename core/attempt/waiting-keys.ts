import { notificationKey, type NotificationKey } from "../model/index.ts";
import type { Suspension } from "../wire/index.ts";

/** The notifications any of which ends a suspension, or null where the set is empty (1.8). */
export function waitingKeys({ waitingOn }: Suspension): readonly NotificationKey[] | null {
  if (waitingOn._tag === "Future") return null;
  const keys = [
    ...waitingOn.completions.map((completionId) =>
      notificationKey({ _tag: "Completion", completionId }),
    ),
    ...waitingOn.signals.map((index) => notificationKey({ _tag: "Signal", index })),
    ...waitingOn.namedSignals.map((name) => notificationKey({ _tag: "NamedSignal", name })),
  ];
  return keys.length === 0 ? null : keys;
}
