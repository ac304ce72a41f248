import { type Clock, SYSTEM_CLOCK } from "./clock.ts";
import type { RequestIdentity } from "./request-identity.ts";

const SECOND_MS = 1_000;
const MIB = 1024 * 1024;

/** How endpoints are trusted over TLS. */
export interface TlsOptions {
  /** PEM certificates to trust instead of those that Node trusts by itself, or null. */
  readonly ca: string | null;
}

/** Limits and times of the stream transport; each bounds memory, sockets or waiting. */
export interface TransportOptions {
  /** HTTP/2 connections to one origin; streams beyond what these carry wait for room. */
  readonly maxSessionsPerOrigin: number;
  /** Streams on one HTTP/2 connection, where its peer does not allow fewer. */
  readonly maxStreamsPerSession: number;
  /** HTTP/1.1 connections to one origin; each carries one stream at a time. */
  readonly maxSocketsPerOrigin: number;
  /**
   * Streams that wait for room at one origin; a further one fails. The engine's own limit on
   * attempts in flight is lower, so that this one only stops a broken engine.
   */
  readonly maxWaitingPerOrigin: number;
  /** From the first packet to a connection that can carry streams: TCP, TLS, HTTP/2 settings. */
  readonly connectTimeoutMs: number;
  /** How often a connection is asked for a sign of life; unused for a whole round, it is closed. */
  readonly keepAliveIntervalMs: number;
  /** How long an answer to that may take before the connection counts as lost. */
  readonly keepAliveTimeoutMs: number;
  /** How long a released stream may take at most to end by itself (wire facts 1.2). */
  readonly drainTimeoutMs: number;
  /** Bytes written to a stream and not yet taken by its endpoint, beyond its first write. */
  readonly maxUnsentBytes: number;
  /** HTTP/2 receive window of one connection; large, so that latency does not bound throughput. */
  readonly sessionWindowBytes: number;
  /** HTTP/2 receive window of one stream: what a paused stream can make us hold. */
  readonly streamWindowBytes: number;
  readonly tls: TlsOptions;
  /** Signs requests to endpoints, or null. */
  readonly identity: RequestIdentity | null;
  readonly clock: Clock;
}

/** Production values. */
export const TRANSPORT_DEFAULTS: TransportOptions = {
  maxSessionsPerOrigin: 16,
  maxStreamsPerSession: 128,
  maxSocketsPerOrigin: 1_024,
  maxWaitingPerOrigin: 10_000,
  connectTimeoutMs: 10 * SECOND_MS,
  keepAliveIntervalMs: 40 * SECOND_MS,
  keepAliveTimeoutMs: 20 * SECOND_MS,
  drainTimeoutMs: 5 * SECOND_MS,
  maxUnsentBytes: 64 * MIB,
  sessionWindowBytes: 16 * MIB,
  streamWindowBytes: 1 * MIB,
  tls: { ca: null },
  identity: null,
  clock: SYSTEM_CLOCK,
};
