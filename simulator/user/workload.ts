import type { ServiceDefinition } from "@holdfast/sdk";
import type { Chooser } from "./chooser.ts";
import type { Ledger, LedgerOptions } from "./ledger.ts";
import type { EndOfWorld } from "./end-of-world.ts";
import type { OutsideService } from "./outside-service.ts";

/** One thing that a client asks of a service. */
export interface ClientCall {
  readonly service: string;
  readonly handler: string;
  /** Key of an object or workflow. */
  readonly key?: string;
  /** JSON. */
  readonly input?: unknown;
  /** The client does not wait for the outcome. */
  readonly send?: boolean;
  /** Milliseconds until it is to start; the client does not wait. */
  readonly delayMs?: number;
  /** When the client asks, in milliseconds after the beginning; chosen where absent. */
  readonly atMs?: number;
  /** Calls of one handler with the same key are one call; its own where absent. */
  readonly idempotencyKey?: string;
}

/** What runs in a world of yours, and what has to come of it. */
export interface Workload {
  /** Services besides those that the file exports: those that are made for this one world. */
  readonly services?: readonly ServiceDefinition[];
  /** What clients ask; a function chooses anew in each world. */
  readonly calls: readonly ClientCall[] | ((choose: Chooser) => Iterable<ClientCall>);
  /** Looks at what came of it once everything is at rest; it throws where something is wrong. */
  readonly check?: (end: EndOfWorld) => void;
  /** Whether operators also cancel and kill at random; outcomes are then failures at times. */
  readonly operators?: boolean;
}

/** The world around your services, new for each seed. */
export interface Surroundings {
  readonly choose: Chooser;
  /** Unix milliseconds of the world. */
  nowMs(): number;
  /**
   * A service outside, such as a bank: its functions answer late, fail before they do something,
   * and fail after they did. They have to be synchronous.
   */
  outside<F extends OutsideFunctions>(name: string, functions: F): OutsideService<F>;
  /** A record of what was done outside, which no crash undoes. */
  ledger(name: string, options?: LedgerOptions): Ledger;
  /** Ends the world as broken, with this message, where the condition does not hold. */
  assert(condition: boolean, message: string): void;
  /** Lets a client call a service some time from now, such as a webhook. */
  call(call: ClientCall, afterMs?: number): void;
  /** Completes an awakeable some time from now. */
  resolveAwakeable(id: string, value: unknown, afterMs?: number): void;
  rejectAwakeable(id: string, message: string, afterMs?: number): void;
}

/** Functions of a service outside. */
export type OutsideFunctions = Readonly<Record<string, (...args: never[]) => unknown>>;

/** A workload, or what makes one for each world. */
export type WorkloadSource = Workload | ((world: Surroundings) => Workload);

/** Says what a simulation of your services runs; `holdfast simulate FILE` looks for it by name. */
export function defineWorkload(source: WorkloadSource): WorkloadSource {
  return source;
}

/** A workload that cannot be run: what is wrong, and where. */
export class WorkloadError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WorkloadError";
  }
}
