import {
  decodeMessage,
  formatInvocationId,
  type JournalEntry,
  type Message,
  MessageType,
  parseInvocationId,
} from "@holdfast/core";
import { idOf, partitionCell, wantedIds } from "../names.ts";
import { columnsOf, type QueryTable, timeCell } from "../query-table.ts";
import type { QuerySource, StoredRow } from "../source.ts";
import { type Callee, commandJson } from "./command-json.ts";
import { entryType } from "./entry-type.ts";
import { notificationJson } from "./notification-json.ts";

/** Number of the shape of entries: the one whose journals only grow. */
const JOURNAL_VERSION = 2;

/** Every journal entry that is kept. */
export const JOURNAL: QueryTable = {
  name: "sys_journal",
  columns: columnsOf(
    `partition_key key, id text, index uint32, entry_type text, name text, completed bool,
    invoked_id text, invoked_target text, sleep_wakeup_at time, promise_name text, raw bytes,
    raw_length uint64, version uint32, entry_json text, entry_lite_json text, appended_at time`,
  ),
  *rows(source, wanted) {
    let before: StoredRow<"journal"> | null = null;
    // A call is told with its callee, which is in the entry after it.
    for (const row of source.rows("journal", wantedIds(wanted))) {
      if (before !== null) yield journalRow(source, before, row);
      before = row;
    }
    if (before !== null) yield journalRow(source, before, null);
  },
};

function journalRow(
  source: QuerySource,
  { group, item, value: entry }: StoredRow<"journal">,
  next: StoredRow<"journal"> | null,
) {
  const { type, payload, storedAtMs } = entry;
  const message = decodeMessage(type, payload);
  const callee = next === null || next.group !== group ? null : calleeIn(source, next.value);
  const { full, lite } = jsonOf(message, callee);
  return {
    partition_key: partitionCell(group),
    id: formatInvocationId(idOf(group)),
    index: Number.parseInt(item, 16),
    entry_type: entryType(type),
    name: "name" in message ? message.name : null,
    raw: payload,
    raw_length: payload.length,
    version: JOURNAL_VERSION,
    entry_json: JSON.stringify(full),
    entry_lite_json: JSON.stringify(lite),
    appended_at: timeCell(storedAtMs),
  };
}

function jsonOf(message: ReturnType<typeof decodeMessage>, callee: Callee | null) {
  if (message._tag === "DecodeFailure") return { full: null, lite: null };
  if (message._tag === "Notification") return notificationJson(message);
  return commandJson(message satisfies Message, callee);
}

/** Who was called by the entry before this one, where this one tells it. */
function calleeIn(source: QuerySource, { type, payload }: JournalEntry): Callee | null {
  if (type !== MessageType.CallInvocationIdNotification) return null;
  const told = decodeMessage(type, payload);
  if (told._tag !== "Notification" || told.result._tag !== "InvocationId") return null;
  const { invocationId } = told.result;
  const id = parseInvocationId(invocationId);
  const invocation = id === null ? undefined : source.get("invocation", id, "");
  return { invocationId, invocation: invocation ?? null };
}
