/** How often a failing run is tried before its failure becomes terminal. */
export interface RunRetry {
  /** Executions since the journal last grew, the first included; without end where absent. */
  readonly maxAttempts?: number;
  /**
   * Milliseconds since the journal last grew, as of the beginning of an attempt, after which no
   * other execution begins.
   */
  readonly maxDurationMs?: number;
  /** Milliseconds between the first two executions; the server's own policy where absent. */
  readonly intervalMs?: number;
  /** By how much each interval is longer than the one before; 1 where absent. */
  readonly factor?: number;
  /** The longest interval, in milliseconds. */
  readonly maxIntervalMs?: number;
}

/** Whether a run that failed is executed again. */
export function triesAgain(retry: RunRetry, executions: number, sinceFirstMs: number): boolean {
  const { maxAttempts = Number.POSITIVE_INFINITY, maxDurationMs = Number.POSITIVE_INFINITY } =
    retry;
  return executions < maxAttempts && sinceFirstMs < maxDurationMs;
}

/** Milliseconds until it is executed again, or null where that is the server's to say. */
export function retryDelayMs(retry: RunRetry, executions: number): number | null {
  const { intervalMs, factor = 1, maxIntervalMs = Number.POSITIVE_INFINITY } = retry;
  if (intervalMs === undefined) return null;
  return Math.min(maxIntervalMs, Math.round(intervalMs * factor ** (executions - 1)));
}
