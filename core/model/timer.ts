import type { InvocationId } from "../ids/index.ts";

/** Something that is due at a time; absolute unix milliseconds. */
export type Timer =
  | {
      readonly _tag: "Sleep";
      readonly dueMs: number;
      readonly id: InvocationId;
      readonly incarnation: number;
      readonly completionId: number;
    }
  | { readonly _tag: "Start"; readonly dueMs: number; readonly id: InvocationId }
  | {
      readonly _tag: "Retry";
      readonly dueMs: number;
      readonly id: InvocationId;
      readonly epoch: number;
    }
  | { readonly _tag: "ExpireJournal"; readonly dueMs: number; readonly id: InvocationId }
  | { readonly _tag: "ExpireInvocation"; readonly dueMs: number; readonly id: InvocationId };

/** Latest time a timer key can hold: the end of the 12 hex digits, some 8,900 years from now. */
export const MAX_TIME_MS = 0xffff_ffff_ffff;

/** Item key of a timer; text order is order of dueness, ties by invocation. */
export function timerItem(timer: Timer): string {
  const due = Math.min(timer.dueMs, MAX_TIME_MS).toString(16).padStart(12, "0");
  switch (timer._tag) {
    case "Sleep":
      return `${due}/${timer.id}/sleep/${timer.incarnation}/${timer.completionId}`;
    case "Start":
      return `${due}/${timer.id}/start`;
    case "Retry":
      return `${due}/${timer.id}/retry/${timer.epoch}`;
    case "ExpireJournal":
      return `${due}/${timer.id}/expire-journal`;
    case "ExpireInvocation":
      return `${due}/${timer.id}/expire`;
  }
}
