import { type NotificationId, notificationKey, type NotificationKey } from "@holdfast/core";

/**
 * What a handler can wait for: a completion it asked for or a signal, by its journal key.
 * Exists because waiting, storing and suspending all speak of the same thing.
 */
export type Handle = NotificationKey;

export function completionHandle(completionId: number): Handle {
  return notificationKey({ _tag: "Completion", completionId });
}

export function signalHandle(index: number): Handle {
  return notificationKey({ _tag: "Signal", index });
}

export function namedSignalHandle(name: string): Handle {
  return notificationKey({ _tag: "NamedSignal", name });
}

/** What a handle stands for: the reverse of the three above. */
export function handleId(handle: Handle): NotificationId {
  const rest = handle.slice(1);
  switch (handle.charAt(0)) {
    case "c":
      return { _tag: "Completion", completionId: Number(rest) };
    case "s":
      return { _tag: "Signal", index: Number(rest) };
    default:
      return { _tag: "NamedSignal", name: rest };
  }
}
