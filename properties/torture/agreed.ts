/**
 * What every handler under torture answers. It carries the nonce of its own request, so that
 * another's answer is noticed, and the executions whose results the handler was given.
 */
export interface Answer {
  readonly nonce: string;
  /** One for each `run`, in program order. */
  readonly executions: readonly string[];
  /** What this kind of handler found out; the checker knows what it has to be. */
  readonly value: string;
  /** Of the invocations it called and waited for, in program order. */
  readonly children: readonly Answer[];
}

/** The value of a handler that only has to show that it computed with its own input. */
export function valueOf(nonce: string): string {
  return `value of ${nonce}`;
}

/** What a handler says that refuses. */
export function refusalOf(nonce: string): string {
  return `refused ${nonce}`;
}

/** The status of a refusal; one that no server gives of its own accord. */
export const REFUSED_STATUS = 418;

/** The nonces of what one relay calls and sends; the parent's nonce makes them its own. */
export function relayed(nonce: string): Record<"called" | "sent" | "later" | "worked", string> {
  return {
    called: `${nonce}/called`,
    sent: `${nonce}/sent`,
    later: `${nonce}/later`,
    worked: `${nonce}/worked`,
  };
}

/** How many steps the worker has that a relay calls. */
export const RELAYED_STEPS = 2;

/** How a rejection reads in an answer. */
export function rejectedValue(reason: string): string {
  return `rejected: ${reason}`;
}

/** The stages of a flow, in order, as its state tells them. */
export const STAGES = ["unknown", "begun", "released", "done"] as const;
