import type { Target, TimerRow } from "./rows.ts";

/** How rows are named: groups and items are texts whose order is that of what they name. */

/** Ids begin with the 16 hex digits of their partition key; so does all that a key owns. */
export function objectOf(id: string, target: Target): string | null {
  return target._tag === "Service" ? null : `${id.slice(0, 16)}/${target.service}/${target.key}`;
}

export function entryName(index: number): string {
  return index.toString(16).padStart(8, "0");
}

/** A place behind a lock, or in an outbox. */
export function placeName(sequence: number): string {
  return sequence.toString(16).padStart(12, "0");
}

const LATEST_MS = 0xffff_ffff_ffff;

export function timerName(timer: TimerRow): string {
  const due = Math.min(timer.dueMs, LATEST_MS).toString(16).padStart(12, "0");
  switch (timer._tag) {
    case "Sleep":
      return `${due}/${timer.id}/sleep/${timer.incarnation}/${timer.completionId}`;
    case "Retry":
      return `${due}/${timer.id}/retry/${timer.epoch}`;
    case "Start":
      return `${due}/${timer.id}/start`;
    case "ExpireJournal":
      return `${due}/${timer.id}/expire-journal`;
    case "ExpireInvocation":
      return `${due}/${timer.id}/expire`;
    default:
      return timer satisfies never;
  }
}

/** What makes two requests one, or null: a workflow's key, or an idempotency key. */
export function identityOf(target: Target, idempotencyKey: string | null): string | null {
  if (target._tag === "Workflow" && target.access === "Run") {
    return `run ${target.service}/${target.key}`;
  }
  if (idempotencyKey === null) return null;
  const key = target._tag === "Service" ? "" : target.key;
  return `idempotent ${target.service}/${key}/${target.handler}/${idempotencyKey}`;
}

/** The key of CANCEL, the built-in signal. */
export const CANCEL = "s1";

/** Types of the notifications that a partition makes by itself. */
export const TOLD = {
  state: 0x8002,
  stateKeys: 0x8006,
  promise: 0x8009,
  promisePeeked: 0x800a,
  promiseCompleted: 0x800b,
  slept: 0x800c,
  called: 0x800d,
  callee: 0x800e,
  ran: 0x8011,
  attached: 0x8012,
  output: 0x8013,
  signalled: 0xfbff,
} as const;
