import { LIMITS } from "@holdfast/core";
import type { Settings } from "../settings.ts";

const HOUR_MS = 3_600_000;

/**
 * Settings for services that were not made for the simulator: everything that strikes at random
 * stays, but nobody gives up on an invocation, and no outcome is forgotten before it was seen.
 */
export function suited(drawn: Settings): Settings {
  const { config } = drawn;
  const { defaults } = config;
  return {
    ...drawn,
    operators: false,
    config: {
      ...config,
      // Clients of handlers that sleep for days would else knock at a full door all that time.
      // And what they say to each other may be longer than what simulated services do.
      limits: {
        ...config.limits,
        maxWaitingClients: LIMITS.maxWaitingClients,
        maxMessageBytes: LIMITS.maxMessageBytes,
      },
      defaults: {
        ...defaults,
        retryPolicy: { ...defaults.retryPolicy, maxAttempts: null },
        journalRetentionMs: HOUR_MS,
        idempotencyRetentionMs: HOUR_MS,
        workflowCompletionRetentionMs: HOUR_MS,
      },
    },
  };
}
