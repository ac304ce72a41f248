import { rejection, type Rejection } from "../../engine/request.ts";
import {
  type Invocation,
  type JournalEntry,
  journalItem,
  type NotificationKey,
  notificationKey,
  type Successor,
} from "../../model/index.ts";
import { decodeMessage, MessageType } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";

/** The entries another invocation can begin with, after the input. */
export type JournalPrefix =
  | { readonly _tag: "Prefix"; readonly entries: readonly JournalEntry[] }
  | Rejection;

/**
 * The entries of a journal up to index `from`, and after them the completions that these asked for
 * (wire facts 5.3): each has to be there, since nothing that completes one reaches another invocation.
 */
export function journalPrefix(draft: Draft, { id }: Invocation, from: number): JournalPrefix {
  const entries = draft.scan("journal", id).map(({ value }) => value);
  if (from >= entries.length) {
    return rejection(
      400,
      `from=${from} is not in the journal: its last entry is ${entries.length - 1}`,
    );
  }
  const prefix = entries.slice(1, from + 1);
  const asked = new Set<NotificationKey>();
  for (const entry of prefix) {
    for (const completionId of asks(entry)) {
      asked.add(notificationKey({ _tag: "Completion", completionId }));
    }
  }
  for (const [index, entry] of entries.entries()) {
    if (entry._tag !== "Notification") continue;
    if (asked.delete(notificationKey(entry.id)) && index > from) prefix.push(entry);
  }
  if (asked.size === 0) return { _tag: "Prefix", entries: prefix };
  return rejection(
    400,
    `the journal up to from=${from} holds ${asked.size} requests that were never answered; ` +
      "restart from before them",
  );
}

/** The completions that an entry asks for. */
function asks(entry: JournalEntry): readonly number[] {
  if (entry._tag !== "Command") return [];
  const asked = entry.completionId === null ? [] : [entry.completionId];
  const { type, payload } = entry;
  if (type !== MessageType.CallCommand && type !== MessageType.OneWayCallCommand) return asked;
  const call = decodeMessage(type, payload);
  return "invocationIdCompletionId" in call ? [...asked, call.invocationIdCompletionId] : asked;
}

/** Stores these entries as the first after the input of a new invocation. */
export function copyPrefix(
  draft: Draft,
  invocation: Successor,
  entries: readonly JournalEntry[],
): void {
  const { id } = invocation;
  for (const entry of entries) {
    const index = invocation.journalLength++;
    draft.put("journal", id, journalItem(index), { ...entry, storedAtMs: draft.nowMs });
    if (entry._tag === "Notification") {
      draft.put("notification", id, notificationKey(entry.id), index);
      continue;
    }
    invocation.journalCommands++;
    if (entry.type === MessageType.OutputCommand) invocation.outputIndex = index;
  }
}
