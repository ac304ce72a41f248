import { isNotificationType, MessageType } from "@holdfast/core";

const NAMES = new Map<number, string>(
  Object.entries(MessageType).map(([name, type]) => [
    type,
    name.replace(/(Command|Notification)$/, ""),
  ]),
);

/** The name of a command or of a notification without saying which, such as `Call`. */
export function commandType(type: number): string {
  return NAMES.get(type) ?? "Unknown";
}

/** The type of a journal entry, such as `Command: Call`. */
export function entryType(type: number): string {
  return `${isNotificationType(type) ? "Notification" : "Command"}: ${commandType(type)}`;
}
