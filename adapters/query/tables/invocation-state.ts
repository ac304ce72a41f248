import {
  type AttemptFailure,
  type AttemptUnderWay,
  formatInvocationId,
  type Invocation,
} from "@holdfast/core";
import { partitionCell, wantedIds } from "../names.ts";
import { columnsOf, type QueryRow, type QueryTable, timeCell } from "../query-table.ts";
import type { QuerySource } from "../source.ts";
import { commandType } from "./entry-type.ts";

/** What is known of the attempts of those that are to run. */
export const INVOCATION_STATE: QueryTable = {
  name: "sys_invocation_state",
  columns: columnsOf(
    `partition_key key, id text, in_flight bool, retry_count uint64, last_start_at time,
    last_attempt_deployment_id text, last_attempt_server text, next_retry_at time,
    last_failure text, last_failure_error_code text, last_failure_related_command_index uint64,
    last_failure_related_command_name text, last_failure_related_command_type text,
    last_failure_related_entry_index uint64, last_failure_related_entry_name text,
    last_failure_related_entry_type text, last_awaiting_on_future_json text`,
  ),
  *rows(source, wanted) {
    const attempts = attemptsById(source);
    for (const { value } of source.rows("invocation", wantedIds(wanted))) {
      const { id, status } = value;
      if (status._tag !== "Invoked" && status._tag !== "BackingOff") continue;
      yield {
        partition_key: partitionCell(id),
        id: formatInvocationId(id),
        in_flight: attempts.has(id) ? 1 : 0,
        ...attemptCells(value, attempts.get(id)),
      };
    }
  },
};

export function attemptsById({ attempts }: QuerySource): ReadonlyMap<string, AttemptUnderWay> {
  return new Map(attempts.map((attempt) => [attempt.id, attempt]));
}

/** The attempts of one that runs or is to be run again; nothing of any other. */
export function attemptCells(
  { status, policyAttempts, attemptsSinceLastStored, lastFailure, pin }: Invocation,
  attempt: AttemptUnderWay | undefined,
): QueryRow {
  if (status._tag !== "Invoked" && status._tag !== "BackingOff") return {};
  const failed = Math.max(policyAttempts, attemptsSinceLastStored);
  const began = attempt === undefined ? 0 : 1;
  return {
    retry_count: failed + began,
    last_start_at: attempt === undefined ? null : timeCell(attempt.beganAtMs),
    last_attempt_deployment_id: attempt?.deploymentId ?? pin?.deploymentId,
    next_retry_at: status._tag === "BackingOff" ? timeCell(status.retryAtMs) : null,
    ...(lastFailure === null || failed === 0 ? {} : failureCells(lastFailure)),
  };
}

function failureCells({ code, errorCode, message, ...rest }: AttemptFailure): QueryRow {
  const { stacktrace, relatedCommand } = rest;
  const stack = stacktrace === "" ? "" : `\n${stacktrace}`;
  const type = relatedCommand?.type ?? null;
  return {
    last_failure: `[${code}${reasonOf(code)}] ${message}${stack}`,
    last_failure_error_code: errorCode,
    last_failure_related_command_index: relatedCommand?.index,
    last_failure_related_command_name: relatedCommand?.name === "" ? null : relatedCommand?.name,
    last_failure_related_command_type: type === null ? null : commandType(type),
  };
}

/** How the codes that attempts fail with are called (wire facts 1.12). */
function reasonOf(code: number): string {
  const reason = REASONS[code];
  return reason === undefined ? "" : ` ${reason}`;
}

const REASONS: Readonly<Record<number, string | undefined>> = {
  400: "Bad request",
  404: "Not found",
  408: "Request timeout",
  409: "Conflict",
  429: "Too many requests",
  500: "Internal",
  503: "Service unavailable",
  570: "Journal mismatch",
  571: "Protocol violation",
};
