import type {
  Change,
  Config,
  Event,
  Frame,
  InvocationId,
  MemoryTables,
  Output,
  Reply,
  RequestId,
  StreamId,
  Transition,
  View,
} from "@holdfast/core";
import type { Operation } from "../workload/operation.ts";

/** One engine host, as checkers see it. */
export interface NodeView {
  readonly index: number;
  /** What its engine is configured with. */
  readonly config: Config;
  /** Which of the engines that ran on this store this is. */
  readonly incarnation: number;
  /** Of the engine that opened the store last. */
  readonly epoch: number;
  /** What is durable. */
  readonly durable: MemoryTables;
  /** What is durable plus what the engine has decided; at a transition, before it. */
  readonly ahead: View;
  readonly maxAttempts: number;
  /** The host's own clock; unix milliseconds. */
  readonly nowMs: number;
  /** The stream whose input the engine is working on, or null. */
  readonly hearing: StreamId | null;
}

/** One attempt, as the world sees it: one stream of one engine. */
export interface AttemptView {
  readonly number: number;
  readonly invocation: InvocationId;
  /** Tells two lives of one deterministic id apart. */
  readonly life: number;
}

/** What a client asked. */
export interface Asked {
  readonly request: RequestId;
  /** The invocation it is about, where that can be known beforehand. */
  readonly id: InvocationId | null;
  readonly operation: Operation | null;
}

/** Everything that is at rest at the end of a world. */
export interface RestView {
  readonly nodes: readonly NodeView[];
  readonly operations: readonly Operation[];
}

/**
 * Watches one claim of the spec over a world. Each method sees one kind of fact; a checker keeps
 * its own record of what it saw, and calls `broken` when the claim does not hold.
 */
export interface Checker {
  readonly claim: string;
  /** The engine took an event; `node.ahead` is still what was before. */
  transition?(node: NodeView, event: Event, led: Transition): void;
  /** A batch became durable; `epoch` is that of the engine which wrote it. */
  durable?(node: NodeView, changes: readonly Change[], epoch: number): void;
  /** The engine has heard that these changes are durable, and done what it does then. */
  settled?(node: NodeView, changes: readonly Change[]): void;
  /** The engine lets something out. */
  output?(node: NodeView, output: Output): void;
  /** The engine writes this frame to an endpoint. */
  written?(node: NodeView, stream: StreamId, frame: Frame): void;
  /** The engine's process is gone, with all that was not durable. */
  stopped?(node: NodeView): void;
  /** An engine begins on what is durable. */
  restarted?(node: NodeView): void;
  /** It has recovered, with these outputs. */
  recovered?(node: NodeView, outputs: readonly Output[]): void;
  /** The engine has begun an attempt. */
  opened?(attempt: AttemptView): void;
  /** A handler executes a run. */
  executed?(attempt: AttemptView, run: string): void;
  /** An endpoint executes the run whose result is this completion. */
  ran?(attempt: AttemptView, completionId: number): void;
  /** A handler saw a result at a place of its program. */
  observed?(attempt: AttemptView, place: string, value: string): void;
  /** A client was told. */
  answered?(asked: Asked, reply: Reply): void;
  /** Faults have ended; what has not come to rest yet is going to. */
  healed?(nodes: readonly NodeView[]): void;
  /** Faults have ended, and everything has come to rest. */
  atRest?(rest: RestView): void;
  /** Everything that is not kept for ever has expired. */
  expired?(rest: RestView): void;
}

/** A claim that did not hold, and how it was seen. */
export class ClaimBroken extends Error {
  readonly claim: string;

  constructor(claim: string, detail: string) {
    super(`${claim}: ${detail}`);
    this.name = "ClaimBroken";
    this.claim = claim;
  }
}

/** Says that a claim does not hold; ends the world. */
export function broken(claim: string, detail: string): never {
  throw new ClaimBroken(claim, detail);
}
