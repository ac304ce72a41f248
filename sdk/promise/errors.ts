import type { Failure } from "@holdfast/core";

/** Options of a terminal failure. */
export interface TerminalErrorOptions {
  /** HTTP-like code that callers see; 500 where absent. */
  readonly code?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The invocation ends with this failure; it is not retried.
 * Exists because every other error means: try again.
 */
export class TerminalError extends Error {
  readonly code: number;
  readonly metadata: Readonly<Record<string, string>>;

  constructor(message: string, { code = 500, metadata = {} }: TerminalErrorOptions = {}) {
    super(message);
    this.name = "TerminalError";
    this.code = code;
    this.metadata = metadata;
  }
}

/** What `orTimeout` fails with: a terminal failure with the code 408. */
export class TimeoutError extends TerminalError {
  constructor(delayMs: number) {
    super(`nothing came within ${delayMs} ms`, { code: 408 });
    this.name = "TimeoutError";
  }
}

/** The attempt fails and is tried again after a time of the handler's choosing. */
export class RetryableError extends Error {
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.name = "RetryableError";
    this.retryAfterMs = retryAfterMs;
  }
}

/** A terminal failure as the wire carries it. */
export function failureOf({ code, message, metadata }: TerminalError): Failure {
  const pairs = Object.entries(metadata).map(([key, value]) => ({ key, value }));
  return { code, message, metadata: pairs };
}

/** A failure from the wire, to be thrown where it was waited for. */
export function terminalError({ code, message, metadata }: Failure): TerminalError {
  const pairs = metadata.map(({ key, value }) => [key, value] as const);
  return new TerminalError(message, { code, metadata: Object.fromEntries(pairs) });
}
