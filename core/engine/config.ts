import type { Hashes } from "../ids/index.ts";
import type { RetryPolicy } from "../model/index.ts";

/** What every handler gets that sets nothing itself (wire facts 1.13, 5.1); milliseconds. */
export interface Defaults {
  readonly retryPolicy: RetryPolicy;
  readonly inactivityTimeoutMs: number;
  readonly abortTimeoutMs: number;
  readonly journalRetentionMs: number;
  readonly idempotencyRetentionMs: number;
  readonly workflowCompletionRetentionMs: number;
  /** Whether state is asked for key by key instead of sent ahead (wire facts 1.9). */
  readonly lazyState: boolean;
  /** Whether new invocations speak service protocol version 7 where the endpoint does (1.1). */
  readonly protocolV7: boolean;
}

/** Bounds on what a running engine holds; beyond each one somebody waits or is told to. */
export interface Limits {
  /** Attempts in flight at once; further ones wait in the order in which they became due. */
  readonly maxAttempts: number;
  /** Client requests waiting for an answer; a further one is answered 429. */
  readonly maxWaitingClients: number;
  /** Invocations waiting behind one lock; a further client request is answered 429. */
  readonly maxInboxLength: number;
  /** Bytes of one service-protocol message, either way (wire facts 1.3). */
  readonly maxMessageBytes: number;
  /** Bytes of keys and values sent ahead in a Start message (wire facts 1.9). */
  readonly maxEagerStateBytes: number;
  /** Bytes of changes not yet durable above which endpoints and clients are not read from. */
  readonly maxUnwrittenBytes: number;
  /** Journal entries of one invocation; the attempt that exceeds it fails. */
  readonly maxJournalEntries: number;
}

export interface Config {
  readonly hashes: Hashes;
  /** This partition's number and how many there are; the key space is cut in even ranges. */
  readonly partition: { readonly index: number; readonly count: number };
  readonly clusterName: string;
  readonly defaults: Defaults;
  readonly limits: Limits;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MIB = 1024 * 1024;

/** The defaults of the system we are compatible with (wire facts 1.13). */
export const DEFAULTS: Defaults = {
  retryPolicy: {
    initialIntervalMs: 500,
    exponentiationFactor: 2,
    maxIntervalMs: MINUTE_MS,
    maxAttempts: 70,
    onMaxAttempts: "Pause",
  },
  inactivityTimeoutMs: MINUTE_MS,
  abortTimeoutMs: 10 * MINUTE_MS,
  journalRetentionMs: DAY_MS,
  idempotencyRetentionMs: DAY_MS,
  workflowCompletionRetentionMs: DAY_MS,
  lazyState: false,
  protocolV7: false,
};

export const LIMITS: Limits = {
  maxAttempts: 1_000,
  maxWaitingClients: 20_000,
  maxInboxLength: 100_000,
  maxMessageBytes: 32 * MIB,
  maxEagerStateBytes: 32 * MIB,
  maxUnwrittenBytes: 64 * MIB,
  maxJournalEntries: 1_000_000,
};
