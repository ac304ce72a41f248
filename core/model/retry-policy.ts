/** How failed attempts are retried; milliseconds (wire facts 1.13). */
export interface RetryPolicy {
  readonly initialIntervalMs: number;
  readonly exponentiationFactor: number;
  readonly maxIntervalMs: number;
  /** Attempts in all, the first included; null is without end. */
  readonly maxAttempts: number | null;
  readonly onMaxAttempts: "Pause" | "Kill";
}

/** What a handler or a service overrides; null leaves the next level's value. */
export type RetryPolicyOverrides = {
  readonly [K in keyof RetryPolicy]: RetryPolicy[K] | null;
};
