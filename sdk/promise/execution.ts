import type { Combinator, Failure, NotificationResult, ValueOrFailure } from "@holdfast/core";
import {
  AttemptClosed,
  type AttemptError,
  failRun,
  type Handle,
  type Machine,
  output,
  progress,
  proposeRun,
  type RunInfo,
} from "../machine/index.ts";
import type { Drain } from "./drain.ts";
import { failureOf, RetryableError, TerminalError } from "./errors.ts";
import { encodeJson } from "./json.ts";
import type { Log } from "./lines.ts";
import { retryDelayMs, type RunRetry, triesAgain } from "./run-retry.ts";
import { WaitGroup } from "./wait-group.ts";

/** What an execution needs of the process it runs in. */
export interface ExecutionHost {
  /** Unix milliseconds: the one clock a handler's sleeps are measured from. */
  readonly nowMs: () => number;
  readonly drain: Drain;
  /** A run that took its time has ended: there is something to do in a next `turn`. */
  readonly onWork: () => void;
  readonly log: Log;
  /** Whether failures of attempts carry the stack traces of what was thrown. */
  readonly stacktraces: boolean;
  /** Told of each run as it is executed. */
  readonly onRun: (run: RunInfo) => void;
}

/** What keeps a handler from going on. */
export type WaitsFor =
  /** Nothing: its attempt is over. */
  | { readonly _tag: "Nothing" }
  /** Results that the journal will hold. */
  | { readonly _tag: "Journal" }
  /** The end of these runs, which are being executed. */
  | { readonly _tag: "Runs"; readonly names: readonly string[] }
  /** Something that is neither in the journal nor in a run. */
  | { readonly _tag: "Unknown" };

interface Wait {
  readonly promise: Promise<NotificationResult>;
  readonly resolve: (result: NotificationResult) => void;
  readonly reject: (error: Error) => void;
}

interface PendingRun {
  readonly action: () => unknown;
  readonly retry: RunRetry;
}

const CANCELLED = { code: 409, message: "Cancelled" };

/**
 * One handler at work: it settles what the handler waits for, one result at a time, and lets it
 * come to rest before the next. So the order of everything a handler does follows from its journal.
 */
export class Execution {
  readonly machine: Machine;
  private readonly host: ExecutionHost;
  private readonly waits = new Map<Handle, Wait>();
  private readonly awaited = new WaitGroup("FirstCompleted");
  private readonly pendingRuns = new Map<Handle, PendingRun>();
  private turning: Promise<void> | null = null;
  private activity = 0;
  private readonly activityNow = (): number => this.activity;

  constructor(machine: Machine, host: ExecutionHost) {
    this.machine = machine;
    this.host = host;
  }

  get nowMs(): number {
    return this.host.nowMs();
  }

  get log(): Log {
    return this.host.log;
  }

  /** What the handler waits for, once it is quiet. */
  get waitsFor(): WaitsFor {
    if (this.machine.phase === "Closed") return { _tag: "Nothing" };
    const names = this.machine.runs.namesUnderWay();
    if (names.length > 0) return { _tag: "Runs", names };
    return { _tag: this.waits.size > 0 ? "Journal" : "Unknown" };
  }

  /** Notes that the handler did something, so that it is not taken for quiet. */
  act(): void {
    this.activity++;
  }

  /** A promise of what a handle will carry; from now on the handler, or its group, waits for it. */
  wait(handle: Handle, group: WaitGroup | null): Promise<NotificationResult> {
    this.act();
    (group ?? this.awaited).add(handle);
    const known = this.waits.get(handle);
    if (known !== undefined) return known.promise;
    const wait = deferred();
    this.waits.set(handle, wait);
    return wait.promise;
  }

  /** Waits for several together; `combine` has each of them wait within the group it is given. */
  async together<R>(
    combinator: Combinator,
    outer: WaitGroup | null,
    combine: (group: WaitGroup) => Promise<R>,
  ): Promise<R> {
    const group = new WaitGroup(combinator);
    const around = outer ?? this.awaited;
    around.add(group);
    try {
      return await combine(group);
    } finally {
      around.drop(group);
      this.act();
    }
  }

  /** Keeps what a run is to do until its turn has come. */
  addRun(handle: Handle, action: () => unknown, retry: RunRetry): void {
    this.act();
    this.pendingRuns.set(handle, { action, retry });
  }

  /** Starts the handler; what it comes to ends the attempt. */
  begin(body: () => unknown): void {
    void Promise.resolve()
      .then(body)
      .then(
        (value) => this.finish({ _tag: "Value", value: encodeJson(value) }),
        (error: unknown) => this.finishWith(error),
      )
      .catch(() => this.worked());
  }

  /** Does all that can be done now; afterwards the handler is quiet. Turns do not overlap. */
  turn(): Promise<void> {
    this.turning ??= this.work();
    return this.turning;
  }

  private async work(): Promise<void> {
    try {
      do await this.host.drain(this.activityNow);
      while (this.goOn());
    } finally {
      // In the same step as the last look at the machine, so that no work falls between turns.
      this.turning = null;
    }
  }

  /** Gives the quiet handler what there is to give; false where there is nothing. */
  private goOn(): boolean {
    if (this.machine.phase === "Closed") return false;
    const awaiting = this.awaited.open((handle) => this.waits.has(handle));
    if (awaiting === null) return false;
    const step = progress(this.machine, awaiting.handles, awaiting.nested);
    switch (step._tag) {
      case "Ready":
        this.settle(step.handle);
        return true;
      case "Cancelled":
        this.cancel();
        return true;
      case "ExecuteRun":
        void this.execute(step.handle);
        return true;
      case "Wait":
      case "Closed":
        return false;
      default:
        return step satisfies never;
    }
  }

  private settle(handle: Handle): void {
    const wait = this.waits.get(handle);
    const result = this.machine.result(handle);
    this.waits.delete(handle);
    if (result !== undefined) wait?.resolve(result);
  }

  private cancel(): void {
    const waits = [...this.waits.values()];
    this.waits.clear();
    this.awaited.clear();
    for (const { reject } of waits) reject(new TerminalError(CANCELLED.message, CANCELLED));
  }

  private async execute(handle: Handle): Promise<void> {
    const run = this.pendingRuns.get(handle);
    if (run === undefined) return;
    this.pendingRuns.delete(handle);
    const info = this.machine.runs.running(handle);
    if (info !== undefined) this.host.onRun(info);
    try {
      const value = await run.action();
      proposeRun(this.machine, handle, { _tag: "Value", value: encodeJson(value) });
    } catch (error) {
      this.runFailed(handle, run.retry, error);
    }
    this.worked();
  }

  private runFailed(handle: Handle, retry: RunRetry, error: unknown): void {
    const propose = (failure: Failure): void =>
      proposeRun(this.machine, handle, { _tag: "Failure", failure });
    if (error instanceof TerminalError) return propose(failureOf(error));
    if (this.machine.phase === "Closed") return;
    const { start } = this.machine;
    const executions = start.retryCountSinceLastStoredEntry + 1;
    if (!triesAgain(retry, executions, start.durationSinceLastStoredEntryMs)) {
      return propose(failureOf(new TerminalError(messageOf(error))));
    }
    const delayMs = retryDelayMs(retry, executions);
    const delay = delayMs === null ? {} : { nextRetryDelayMs: delayMs };
    failRun(this.machine, handle, { ...this.attemptError(error), ...delay });
  }

  private finish(result: ValueOrFailure): void {
    if (this.machine.phase !== "Closed") output(this.machine, result);
    this.worked();
  }

  private finishWith(error: unknown): void {
    if (error instanceof TerminalError) {
      this.finish({ _tag: "Failure", failure: failureOf(error) });
      return;
    }
    if (!(error instanceof AttemptClosed)) this.machine.fail(this.attemptError(error));
    this.worked();
  }

  private attemptError(error: unknown): AttemptError {
    const told = this.host.stacktraces && error instanceof Error;
    const stacktrace = told ? (error.stack ?? "") : "";
    const common = { code: 500, message: messageOf(error), stacktrace };
    return error instanceof RetryableError
      ? { ...common, nextRetryDelayMs: error.retryAfterMs }
      : common;
  }

  /** Outside of a turn, the host has to be told that there is something to send. */
  private worked(): void {
    this.act();
    if (this.turning === null) this.host.onWork();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function deferred(): Wait {
  let resolve: Wait["resolve"] | null = null;
  let reject: Wait["reject"] | null = null;
  const promise = new Promise<NotificationResult>((onResult, onError) => {
    resolve = onResult;
    reject = onError;
  });
  if (resolve === null || reject === null) throw new Error("a promise did not run its executor");
  return { promise, resolve, reject };
}
