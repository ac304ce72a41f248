const MIB = 1024 * 1024;

/** How an ingress listens and what it refuses; each bound says what is refused beyond it. */
export interface IngressOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** One request's body; a longer one is answered 413 (wire facts 3.2). */
  readonly maxBodyBytes: number;
  /** Bodies being received, all together; a request that exceeds it is answered 429. */
  readonly maxBufferedBytes: number;
  /** Open connections; a further one is closed at once. */
  readonly maxConnections: number;
  /** Requests at once on one HTTP/2 connection; the client is told and waits. */
  readonly maxStreamsPerConnection: number;
  /** How long an idle connection is kept; longer than clients and proxies usually keep theirs. */
  readonly keepAliveMs: number;
  /** How long a stop lets waiting requests be answered before it answers them 503. */
  readonly graceMs: number;
}

/** The options of an ingress that is told nothing: loopback, port 8080, the limits of 3.2. */
export const INGRESS_DEFAULTS: IngressOptions = {
  host: "127.0.0.1",
  port: 8080,
  maxBodyBytes: 32 * MIB,
  maxBufferedBytes: 512 * MIB,
  maxConnections: 16_384,
  maxStreamsPerConnection: 1_024,
  keepAliveMs: 75_000,
  graceMs: 30_000,
};
