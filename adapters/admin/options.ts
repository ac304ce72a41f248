import { DEFAULTS, type Defaults } from "@holdfast/core";

/** How the admin API listens and what it tells of the server it belongs to. */
export interface AdminOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Shown by `GET /version`; the command-line tool calls the ingress by it. */
  readonly ingressUrl: string;
  /** Shown by `GET /cluster-health`. */
  readonly clusterName: string;
  /** What handlers get that set nothing themselves: shown with services (wire facts 4.3). */
  readonly defaults: Defaults;
  /** A longer request body is answered 413. */
  readonly maxBodyBytes: number;
  /** How long a stop lets requests under way be answered before it cuts them off. */
  readonly graceMs: number;
}

/** The options of an admin API that is told nothing: loopback, port 9070. */
export const ADMIN_DEFAULTS: AdminOptions = {
  host: "127.0.0.1",
  port: 9070,
  ingressUrl: "http://127.0.0.1:8080/",
  clusterName: "localcluster",
  defaults: DEFAULTS,
  maxBodyBytes: 2 * 1024 * 1024,
  graceMs: 5_000,
};
