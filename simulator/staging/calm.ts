import { DEFAULTS, LIMITS } from "@holdfast/core";
import { simulatedHashes } from "../hashes.ts";
import type { Settings } from "../settings.ts";

const HOUR_MS = 3_600_000;

/** A world in which nothing is late and nothing goes wrong of its own accord. */
export const CALM: Settings = {
  partitions: 1,
  odds: {},
  latencyUs: 1,
  faultyMs: 300_000,
  operations: 0,
  protocolMode: "BidiStream",
  protocolVersion: 6,
  operators: false,
  clockBackMs: 0,
  stormAtMs: null,
  config: {
    hashes: simulatedHashes,
    clusterName: "simulated",
    defaults: {
      ...DEFAULTS,
      retryPolicy: {
        initialIntervalMs: 50,
        exponentiationFactor: 2,
        maxIntervalMs: 2_000,
        maxAttempts: null,
        onMaxAttempts: "Kill",
      },
      journalRetentionMs: HOUR_MS,
      idempotencyRetentionMs: HOUR_MS,
      workflowCompletionRetentionMs: HOUR_MS,
      protocolV7: true,
    },
    limits: LIMITS,
  },
};
