import type { Load } from "./load.ts";

/** How a load is put on a server. */
export interface Drive {
  readonly load: Load;
  /** Requests under way at any moment, each on a connection of its own. */
  readonly connections: number;
  readonly seconds: number;
  /** Base address of the ingress, no trailing slash. */
  readonly ingress: string;
}

/** What the clients saw. */
export interface Driven {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx, and connections that failed. */
  readonly errors: number;
}

/** Puts a load on a server for a while. */
export type Driver = (drive: Drive) => Promise<Driven>;
