import type { Target, TimerRow, Waited } from "./rows.ts";
import type { Invocation, State } from "./state.ts";

/** Lines of one kind that are told; what is beyond is counted. */
const TOLD_LINES = 40;

/** A state as people read it: what has not ended, who holds what, what is due, who waits. */
export function describe(state: State, nameOf: (id: string) => string): readonly string[] {
  const open = [...state.invocations.values()].filter(({ status }) => status._tag !== "Completed");
  const all = state.invocations.size;
  return [
    ...section(
      `${all} invocations, ${open.length} of them not ended`,
      open.map((invocation) => describeInvocation(invocation, nameOf)),
    ),
    ...section(
      `${state.locks.size} keys are held`,
      [...state.locks].map(([key, { holder, queue }]) => {
        const next = queue.length === 0 ? "" : `, then ${queue.map(nameOf).join(", ")}`;
        return `${withoutPartition(key)} by ${nameOf(holder)}${next}`;
      }),
    ),
    ...section(
      `${state.timers.size} timers`,
      [...state.timers]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, timer]) => describeTimer(timer, nameOf)),
    ),
    ...section("promises that somebody waits for", describePromises(state, nameOf)),
    ...section(
      "messages to other partitions",
      [...state.outboxes]
        .filter(([, messages]) => messages.size > 0)
        .map(([to, messages]) => `${messages.size} to partition ${to}`),
    ),
  ];
}

/** Nothing where there are no lines, unless the title counts them. */
function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return /^\d/.test(title) ? [title] : [];
  const told = lines.slice(0, TOLD_LINES).map((line) => `  ${line}`);
  const more = lines.length - told.length;
  return more === 0 ? [title, ...told] : [title, ...told, `  and ${more} more`];
}

function describeInvocation(invocation: Invocation, nameOf: (id: string) => string): string {
  const { id, target, status, epoch, pin, journalLength, policyAttempts, listeners } = invocation;
  const parts = [describeStatus(status), `epoch ${epoch}`, `${journalLength} entries`];
  if (pin !== null) parts.push(`at ${pin.deploymentId} by version ${pin.protocolVersion}`);
  if (policyAttempts > 0) parts.push(`failed ${policyAttempts} times`);
  if (listeners.length > 0) parts.push(`${listeners.length} listen`);
  return `${nameOf(id)} ${describeTarget(target)}: ${parts.join(", ")}`;
}

/** Where an invocation stands, in words. */
export function describeStatus(status: Invocation["status"]): string {
  switch (status._tag) {
    case "Scheduled":
      return `Scheduled for ${time(status.startAtMs)}`;
    case "Inboxed":
      return `Inboxed at ${status.sequence}`;
    case "BackingOff":
      return `BackingOff until ${time(status.retryAtMs)}`;
    case "Suspended":
      return `Suspended until ${status.waitingFor.map(describeWaited).join(" or ")}`;
    case "Completed": {
      const { outcome } = status;
      if (outcome._tag === "Success") return "Completed";
      return `Completed with ${outcome.failure.code} ${outcome.failure.message}`;
    }
    case "Invoked":
    case "Paused":
      return status._tag;
    default:
      return status satisfies never;
  }
}

/** What a suspended invocation waits for, in words. */
export function describeWaited(waited: Waited): string {
  if (typeof waited === "string") return waited;
  return `${waited.combinator}(${waited.of.map(describeWaited).join(", ")})`;
}

/** `Service/handler` or `Service/key/handler`. */
export function describeTarget(target: Target): string {
  return target._tag === "Service"
    ? `${target.service}/${target.handler}`
    : `${target.service}/${target.key}/${target.handler}`;
}

/** What is due, and when, in words. */
export function describeTimer(timer: TimerRow, nameOf: (id: string) => string): string {
  return `${timer._tag} of ${nameOf(timer.id)} at ${time(timer.dueMs)}`;
}

function describePromises({ promises }: State, nameOf: (id: string) => string): readonly string[] {
  return [...promises].flatMap(([key, group]) =>
    [...group].flatMap(([name, promise]) => {
      if (promise._tag === "Completed") return [];
      const who = promise.listeners.map(({ id }) => nameOf(id)).join(", ");
      return [`${name} of ${withoutPartition(key)}: ${who}`];
    }),
  );
}

/** A group's name without the 16 digits that it begins with. */
function withoutPartition(key: string): string {
  return key.slice(17);
}

/** The furthest time that a date can tell. */
const LATEST_DATE_MS = 8.64e15;

function time(ms: number): string {
  return Math.abs(ms) > LATEST_DATE_MS ? `${ms} ms` : new Date(ms).toISOString();
}
