import type { Invocation } from "@holdfast/core";
import { wantedIds } from "../names.ts";
import { columnsOf, type QueryTable } from "../query-table.ts";
import { attemptCells, attemptsById } from "./invocation-state.ts";
import { JOURNEY, statusRow } from "./invocation-status.ts";

/** Every invocation that is remembered, with what is known of its attempts. */
export const INVOCATION: QueryTable = {
  name: "sys_invocation",
  columns: columnsOf(
    `id text, vqueue_id text, target text, target_service_name text, target_service_key text,
    target_handler_name text, target_service_ty text, scope text, limit_key text,
    idempotency_key text, invoked_by text, invoked_by_service_name text, invoked_by_id text,
    invoked_by_subscription_id text, invoked_by_target text, restarted_from text,
    ${JOURNEY},
    retry_count uint64, last_start_at time, next_retry_at time, last_attempt_deployment_id text,
    last_attempt_server text, last_failure text, last_failure_error_code text,
    last_failure_related_entry_index uint64, last_failure_related_entry_name text,
    last_failure_related_entry_type text, last_failure_related_command_index uint64,
    last_failure_related_command_name text, last_failure_related_command_type text,
    last_awaiting_on_future_json text, status text, completion_result text,
    completion_failure text`,
  ),
  *rows(source, wanted) {
    const attempts = attemptsById(source);
    for (const { value } of source.rows("invocation", wantedIds(wanted))) {
      const attempt = attempts.get(value.id);
      yield {
        ...statusRow(source, value),
        ...attemptCells(value, attempt),
        status: statusName(value, attempt !== undefined),
      };
    }
  },
};

/** Where an invocation stands, told more finely than it is stored (wire facts 4.5). */
function statusName({ status }: Invocation, runs: boolean): string {
  switch (status._tag) {
    case "Scheduled":
      return "scheduled";
    case "Inboxed":
      return "pending";
    case "Invoked":
      return runs ? "running" : "ready";
    case "BackingOff":
      return "backing-off";
    case "Suspended":
      return "suspended";
    case "Paused":
      return "paused";
    case "Completed":
      return "completed";
    default:
      return status satisfies never;
  }
}
