import {
  type Action,
  type Change,
  formatTarget,
  type Invocation,
  type InvocationId,
  type Timer,
  type Transition,
  type View,
  type Source,
} from "@holdfast/core";
import type { Names } from "./names.ts";
import {
  attemptFailureText,
  entryText,
  listenerText,
  messageText,
  outcomeText,
  replyText,
  retentionText,
  shortened,
  statusText,
  text,
} from "./print-values.ts";

/** What a step did, a line for each change (`+`, `~`, `-`) and each action (`!`). */
export function printStep(names: Names, before: View, led: Transition): string[] {
  // Ids get their names in the order in which their invocations come to be.
  for (const change of led.changes) {
    if (change.table === "invocation") names.invocation(change.group as InvocationId);
  }
  const lines = [
    ...led.changes
      .filter((change) => change.value !== null || exists(before, change))
      .map((change) => changeText(names, before, change)),
    ...led.actions.map((action) => `! ${actionText(names, before, led, action)}`),
  ];
  return lines.length === 0 ? ["nothing"] : lines.map((line) => shortened(names, line));
}

/** Epochs are counted from the first of their invocation. */
function epochText(view: View, led: Transition, id: InvocationId, epoch: number): string {
  const change = led.changes.find(({ table, group }) => table === "invocation" && group === id);
  const changed = change?.table === "invocation" ? change.value : null;
  const incarnation = (changed ?? view.get("invocation", id, ""))?.incarnation ?? 0;
  return `epoch ${epoch - incarnation}`;
}

/** A row that is deleted to make sure of it may not have been there. */
function exists(before: View, { table, group, item }: Change): boolean {
  return before.get(table, group, item) !== undefined;
}

function changeText(names: Names, before: View, change: Change): string {
  const was = before.get(change.table, change.group, change.item);
  const sign = change.value === null ? "-" : was === undefined ? "+" : "~";
  if (change.table === "invocation") return `${sign} ${invocationText(names, was, change)}`;
  const row = { ...change, value: change.value ?? was ?? null } as typeof change;
  return `${sign} ${rowText(names, row)}`;
}

function invocationText(
  names: Names,
  was: unknown,
  { group, value }: Extract<Change, { table: "invocation" }>,
): string {
  const name = names.invocation(group as InvocationId);
  if (value === null) return `invocation ${name}`;
  const now = fieldsOf(names, value);
  if (was === undefined) {
    const said = Object.entries(now).flatMap(([field, said]) =>
      said === "" ? [] : [[field, said]],
    );
    const words = said.map((pair) => pair.join(" ")).join(", ");
    return `invocation ${name} ${formatTarget(value.target)}: ${words}`;
  }
  const old = fieldsOf(names, was as Invocation);
  const changed = Object.entries(now).filter(([field, said]) => said !== old[field]);
  const words = changed.map(([field, said]) =>
    field === "last failure"
      ? `${field} ${said}`
      : `${field} ${old[field] || "-"} → ${said || "-"}`,
  );
  return `invocation ${name}: ${words.join(", ") || "touched"}`;
}

/** What is worth reading of an invocation; times of modification are not. */
function fieldsOf(names: Names, invocation: Invocation): Record<string, string> {
  const { pin, listeners, lastFailure, source, idempotencyKey } = invocation;
  const { policyAttempts, attemptsSinceLastStored, completionRetentionMs } = invocation;
  const counted = (n: number): string => (n === 0 ? "" : String(n));
  return {
    status: statusText(names, invocation.status),
    epoch: counted(invocation.epoch - invocation.incarnation),
    from: sourceText(names, source),
    key: idempotencyKey ?? "",
    journal: String(invocation.journalLength),
    output: invocation.outputIndex === null ? "" : `[${invocation.outputIndex}]`,
    pin: pin === null ? "" : `${names.deployment(pin.deploymentId)} v${pin.protocolVersion}`,
    listeners: listeners.map((listener) => listenerText(names, listener)).join(" and "),
    failures: counted(policyAttempts),
    attempts: counted(attemptsSinceLastStored),
    "last failure": lastFailure === null ? "" : attemptFailureText(lastFailure),
    kept: retentionText(completionRetentionMs, invocation.journalRetentionMs),
  };
}

function sourceText(names: Names, source: Source): string {
  switch (source._tag) {
    case "Ingress":
      return "client";
    case "Invocation":
      return names.invocation(source.id);
    case "Restart":
      return `restart of ${names.invocation(source.id)}`;
    default:
      return source satisfies never;
  }
}

/** Rows of an object are grouped by partition, service and key; the partition says nothing here. */
function objectText(group: string): string {
  return group.replace(/^[0-9a-f]{16}\//, "");
}

function rowText(names: Names, row: Exclude<Change, { table: "invocation" }>): string {
  const { table, group, item } = row;
  const of = (id: string): string => names.invocation(id as InvocationId);
  switch (row.table) {
    case "journal": {
      const said = row.value === null ? "" : ` ${entryText(names, row.value)}`;
      return `journal ${of(group)} [${Number.parseInt(item, 16)}]${said}`;
    }
    case "notification":
      return `notification ${of(group)} ${item} at [${row.value}]`;
    case "running":
      return `running ${of(item)}`;
    case "lock":
      return `lock ${objectText(group)}${row.value === null ? "" : ` of ${of(row.value.holder)}`}`;
    case "inbox":
      return `inbox ${objectText(group)} [${Number.parseInt(item, 16)}] ${of(row.value?.id ?? "")}`;
    case "state":
      return `state ${objectText(group)} ${item} = ${row.value === null ? "" : text(row.value)}`;
    case "promise": {
      const { value } = row;
      const heard =
        value?._tag === "Pending" ? value.listeners.map((each) => listenerText(names, each)) : [];
      const said = value?._tag === "Completed" ? outcomeText(value.outcome) : "";
      return `promise ${objectText(group)} ${item}: ${said}${heard.join(" and ")}`;
    }
    case "timer":
      return timerText(names, item, row.value);
    case "deployment":
      return `deployment ${names.deployment(row.item as Parameters<Names["deployment"]>[0])}`;
    case "service": {
      const { value } = row;
      const at =
        value === null ? "" : ` r${value.revision} at ${names.deployment(value.deploymentId)}`;
      return `service ${item}${at}`;
    }
    case "outbox": {
      const said = row.value === null ? "" : `: ${messageText(names, row.value.message)}`;
      return `outbox ${group} [${Number.parseInt(item, 16)}]${said}`;
    }
    case "dedup":
      return `${table} ${group} ${item} = ${row.value}`;
    default:
      return row satisfies never;
  }
}

function timerText(names: Names, item: string, timer: Timer | null): string {
  if (timer === null) return names.timer(item);
  const of = timer._tag === "Sleep" ? ` c${timer.completionId}` : "";
  const { dueMs } = timer;
  return `${names.timer(item)} ${timer._tag} ${names.invocation(timer.id)}${of} at ${names.time(dueMs)}`;
}

export function actionText(names: Names, view: View, led: Transition, action: Action): string {
  switch (action._tag) {
    case "StartAttempt": {
      const { id, epoch, entries } = action;
      return `start ${names.invocation(id)} ${epochText(view, led, id, epoch)}, replay ${entries}`;
    }
    case "AbortAttempt":
      return `abort ${names.invocation(action.id)} ${epochText(view, led, action.id, action.epoch)}`;
    case "Deliver":
      return `deliver ${names.invocation(action.id)} [${action.index}]`;
    case "AckCommand":
      return `acknowledge ${names.invocation(action.id)} command ${action.commandIndex}`;
    case "Answer":
      return `answer client#${action.request}: ${replyText(names, action.reply)}`;
    case "Await":
      return `let client#${action.request} wait for ${names.invocation(action.id)}`;
    case "Completed":
      return `answer all who wait: ${replyText(names, action.reply)}`;
    case "SendMessage":
      return `send ${action.to} [${action.sequence}]: ${messageText(names, action.message)}`;
    case "TakeMessage":
      return `tell ${action.from} that [${action.sequence}] is taken`;
    case "Arm":
      return `wake at ${names.time(action.dueMs)}`;
    default:
      return action satisfies never;
  }
}
