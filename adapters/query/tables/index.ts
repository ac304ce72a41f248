import { columnsOf, type QueryTable } from "../query-table.ts";
import { INVOCATION } from "./invocation.ts";
import { INVOCATION_STATE } from "./invocation-state.ts";
import { INVOCATION_STATUS } from "./invocation-status.ts";
import { JOURNAL } from "./journal.ts";
import { INBOX, KEYED_SERVICE_STATUS, PROMISE, STATE } from "./keyed.ts";
import { DEPLOYMENT, SERVICE } from "./registry.ts";

/** A table of something that this server does not have: it is there, for whoever asks, and empty. */
function empty(name: string, columns: string): QueryTable {
  return { name, columns: columnsOf(columns), rows: () => [] };
}

const TABLES: readonly QueryTable[] = [
  STATE,
  DEPLOYMENT,
  INBOX,
  INVOCATION,
  INVOCATION_STATE,
  INVOCATION_STATUS,
  JOURNAL,
  empty(
    "sys_journal_events",
    `partition_key key, id text, after_journal_entry_index uint32, appended_at time,
    event_type text, event_json text`,
  ),
  KEYED_SERVICE_STATUS,
  PROMISE,
  SERVICE,
  empty(
    "sys_rules",
    `pattern text, concurrency uint32, description text, disabled bool, version uint32,
    last_modified time`,
  ),
  empty(
    "sys_vqueue_meta",
    `partition_key key, id text, is_active bool, queue_is_paused bool, service_name text,
    scope text, limit_key text, lock_name text, created_at time, last_enqueued_at time,
    last_start_at time, last_attempt_at time, last_finish_at time, avg_queue_duration span,
    avg_inbox_duration span, avg_run_duration span, avg_suspension_duration span,
    avg_end_to_end_duration span, avg_blocked_on_concurrency_rules span,
    avg_blocked_on_invoker_concurrency span, avg_blocked_on_invoker_throttling span,
    avg_blocked_on_lock span, num_inbox uint64, num_running uint64, num_suspended uint64,
    num_paused uint64, num_finished uint64`,
  ),
];

/** How the types of columns are called in `information_schema`. */
const ARROW_NAMES = {
  text: "LargeUtf8",
  uint32: "UInt32",
  uint64: "UInt64",
  int64: "Int64",
  float64: "Float64",
  key: "UInt64",
  time: 'Timestamp(ms, "+00:00")',
  span: "Duration(ms)",
  bool: "Boolean",
  bytes: "LargeBinary",
  texts: "List(LargeUtf8)",
  uint32s: "List(UInt32)",
} as const;

const INFORMATION = { table_catalog: "restate", table_schema: "public" } as const;

const COLUMNS: QueryTable = {
  name: "information_schema_columns",
  columns: columnsOf(
    `table_catalog text, table_schema text, table_name text, column_name text,
    ordinal_position uint64, is_nullable text, data_type text`,
  ),
  *rows() {
    for (const { name, columns } of TABLES) {
      for (const [index, column] of columns.entries()) {
        yield {
          ...INFORMATION,
          table_name: name,
          column_name: column.name,
          ordinal_position: index,
          is_nullable: "YES",
          data_type: ARROW_NAMES[column.type],
        };
      }
    }
  },
};

const NAMES: QueryTable = {
  name: "information_schema_tables",
  columns: columnsOf(`table_catalog text, table_schema text, table_name text, table_type text`),
  *rows() {
    for (const { name } of TABLES) {
      yield { ...INFORMATION, table_name: name, table_type: "BASE TABLE" };
    }
  },
};

/** Every table that a query can name, by its name. */
export const QUERY_TABLES: ReadonlyMap<string, QueryTable> = new Map(
  [...TABLES, COLUMNS, NAMES].map((table) => [table.name, table]),
);
