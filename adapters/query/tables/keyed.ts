import { decodeUtf8, formatInvocationId, stateKeyBytes } from "@holdfast/core";
import { idOf, objectCells } from "../names.ts";
import { columnsOf, type QueryTable } from "../query-table.ts";

/** The state of all objects and workflows. */
export const STATE: QueryTable = {
  name: "state",
  columns: columnsOf(
    `partition_key key, scope text, service_name text, service_key text, key text,
    key_length uint64, value_utf8 text, value bytes, value_length uint64`,
  ),
  *rows(source) {
    for (const { group, item, value } of source.rows("state", null)) {
      const key = stateKeyBytes(item);
      yield {
        ...objectCells(group),
        key: decodeUtf8(key),
        key_length: key.length,
        value_utf8: textOf(value),
        value,
        value_length: value.length,
      };
    }
  },
};

/** Durable promises of workflows. */
export const PROMISE: QueryTable = {
  name: "sys_promise",
  columns: columnsOf(
    `partition_key key, scope text, service_name text, service_key text, key text,
    completed bool, completion_success_value bytes, completion_success_value_utf8 text,
    completion_failure text`,
  ),
  *rows(source) {
    for (const { group, item, value } of source.rows("promise", null)) {
      const cells = { ...objectCells(group), key: item };
      if (value._tag === "Pending") yield { ...cells, completed: 0 };
      else if (value.outcome._tag === "Success") {
        const success = value.outcome.value;
        yield {
          ...cells,
          completed: 1,
          completion_success_value: success,
          completion_success_value_utf8: textOf(success),
        };
      } else {
        const { code, message } = value.outcome.failure;
        yield { ...cells, completed: 1, completion_failure: `[${code}] ${message}` };
      }
    }
  },
};

/** Who waits behind which key. */
export const INBOX: QueryTable = {
  name: "sys_inbox",
  columns: columnsOf(
    `partition_key key, service_name text, service_key text, id text, sequence_number uint64,
    created_at time`,
  ),
  *rows(source) {
    for (const { group, item, value } of source.rows("inbox", null)) {
      yield {
        ...objectCells(group),
        id: formatInvocationId(value.id),
        sequence_number: Number.parseInt(item, 16),
      };
    }
  },
};

/** Who holds which key. */
export const KEYED_SERVICE_STATUS: QueryTable = {
  name: "sys_keyed_service_status",
  columns: columnsOf(`partition_key key, service_name text, service_key text, invocation_id text`),
  *rows(source) {
    for (const { group, value } of source.rows("lock", null)) {
      yield { ...objectCells(group), invocation_id: formatInvocationId(idOf(value.holder)) };
    }
  },
};

/** A value as text, where it is one. */
function textOf(value: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    return null;
  }
}
