import {
  formatInvocationId,
  formatTarget,
  type Invocation,
  journalItem,
  keyOf,
  type Outcome,
  type Source,
} from "@holdfast/core";
import { partitionCell, serviceTypeOf, wantedIds } from "../names.ts";
import { columnsOf, type QueryRow, type QueryTable, spanCell, timeCell } from "../query-table.ts";
import type { QuerySource } from "../source.ts";
import { waitingCells } from "./waiting.ts";

/** The columns that both tables of invocations have from there on, in the same order. */
export const JOURNEY = `pinned_deployment_id text, pinned_service_protocol_version uint32, trace_id text,
    journal_size uint32, journal_commands_size uint32, created_at time,
    created_using_restate_version text, modified_at time, inboxed_at time, scheduled_at time,
    scheduled_start_at time, running_at time, completed_at time, completion_retention span,
    journal_retention span, suspended_waiting_for_completions uint32s,
    suspended_waiting_for_signals uint32s, suspended_waiting_future_json text`;

/** Every invocation that is remembered, as it is stored. */
export const INVOCATION_STATUS: QueryTable = {
  name: "sys_invocation_status",
  columns: columnsOf(
    `partition_key key, id text, vqueue_id text, status text, completion_result text,
    completion_failure text, target text, target_service_name text, target_service_key text,
    target_handler_name text, target_service_ty text, scope text, limit_key text,
    idempotency_key text, invoked_by text, invoked_by_id text, invoked_by_subscription_id text,
    invoked_by_service_name text, invoked_by_target text, restarted_from text,
    ${JOURNEY}`,
  ),
  *rows(source, wanted) {
    for (const { value } of source.rows("invocation", wantedIds(wanted))) {
      yield statusRow(source, value);
    }
  },
};

/** The columns of one invocation. */
export function statusRow(source: QuerySource, invocation: Invocation): QueryRow {
  const { id, target, pin, status, createdAtMs, modifiedAtMs } = invocation;
  return {
    partition_key: partitionCell(id),
    id: formatInvocationId(id),
    target: formatTarget(target),
    target_service_name: target.service,
    target_service_key: keyOf(target),
    target_handler_name: target.handler,
    target_service_ty: serviceTypeOf(target),
    idempotency_key: invocation.idempotencyKey,
    ...sourceCells(invocation.source),
    pinned_deployment_id: pin?.deploymentId,
    pinned_service_protocol_version: pin?.protocolVersion,
    ...journalCells(source, invocation),
    created_at: timeCell(createdAtMs),
    modified_at: timeCell(modifiedAtMs),
    completion_retention: spanCell(invocation.completionRetentionMs),
    journal_retention: spanCell(invocation.journalRetentionMs),
    status: statusName(status._tag),
    inboxed_at: status._tag === "Inboxed" ? timeCell(modifiedAtMs) : null,
    ...(status._tag === "Scheduled"
      ? { scheduled_at: timeCell(createdAtMs), scheduled_start_at: timeCell(status.startAtMs) }
      : {}),
    ...(status._tag === "Suspended" ? waitingCells(status.waitingFor) : {}),
    ...(status._tag === "Completed"
      ? { completed_at: timeCell(status.completedAtMs), ...outcomeCells(status.outcome) }
      : {}),
  };
}

function statusName(tag: Invocation["status"]["_tag"]): string {
  switch (tag) {
    case "Scheduled":
      return "scheduled";
    case "Inboxed":
      return "inboxed";
    case "Invoked":
    case "BackingOff":
      return "invoked";
    case "Suspended":
      return "suspended";
    case "Paused":
      return "paused";
    case "Completed":
      return "completed";
    default:
      return tag satisfies never;
  }
}

/** What has not started has no journal to speak of, and what was purged has an empty one. */
function journalCells(source: QuerySource, invocation: Invocation): QueryRow {
  const { id, status, journalLength, journalCommands } = invocation;
  if (status._tag === "Scheduled" || status._tag === "Inboxed") return {};
  const isGone =
    status._tag === "Completed" && source.get("journal", id, journalItem(0)) === undefined;
  return {
    journal_size: isGone ? 0 : journalLength,
    journal_commands_size: isGone ? 0 : journalCommands,
  };
}

function sourceCells(source: Source): QueryRow {
  switch (source._tag) {
    case "Ingress":
      return { invoked_by: "ingress" };
    case "Invocation":
      return {
        invoked_by: "service",
        invoked_by_id: formatInvocationId(source.id),
        invoked_by_service_name: source.target.service,
        invoked_by_target: formatTarget(source.target),
      };
    case "Restart":
      return { invoked_by: "restart_as_new", restarted_from: formatInvocationId(source.id) };
    default:
      return source satisfies never;
  }
}

function outcomeCells(outcome: Outcome): QueryRow {
  if (outcome._tag === "Success") return { completion_result: "success" };
  const { code, message } = outcome.failure;
  return { completion_result: "failure", completion_failure: `[${code}] ${message}` };
}
