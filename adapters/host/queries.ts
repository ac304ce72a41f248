import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AttemptUnderWay } from "@holdfast/core";
import type { QueryAnswered, QueryAsked } from "./query-messages.ts";

/** Queries that may be open at a time; a further one is told to come again. */
const MAX_OPEN = 32;

/** After this a query is given up, and the process with it; milliseconds. */
const MAX_QUERY_MS = 30_000;

/**
 * Heap of the process, in MiB: a query whose answer needs more ends that process and not the
 * server. What SQLite itself holds is not counted: see `runQuery`.
 */
const MAX_HEAP_MIB = 1_024;

const STOPPING = "the server is stopping; try again in a moment";
const GIVEN_UP = "nobody waits for the answer any more";

/** What queries are asked of. */
export interface QueriedStore {
  readonly directory: string;
  readonly caughtUp: () => Promise<void>;
}

interface Asking extends Pick<QueryAsked, "query" | "format"> {
  readonly settle: (answered: QueryAnswered) => void;
}

/**
 * Answers queries in a process of its own, one after the other: a heavy one costs the engine
 * nothing but a core of the machine, and one that never ends is ended.
 */
export class Queries {
  private readonly store: QueriedStore;
  private readonly attempts: () => readonly AttemptUnderWay[];
  private readonly waiting: Asking[] = [];
  private child: ChildProcess | null = null;
  private current: Asking | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly maxQueryMs: number;
  private closed = false;
  private open = 0;

  constructor(
    store: QueriedStore,
    attempts: () => readonly AttemptUnderWay[],
    maxQueryMs = MAX_QUERY_MS,
  ) {
    this.store = store;
    this.attempts = attempts;
    this.maxQueryMs = maxQueryMs;
  }

  /**
   * Answers from all that is durable when it is asked. Once `signal` says that nobody waits for the
   * answer any more, the query is given up.
   */
  async ask(
    query: string,
    format: QueryAsked["format"],
    signal?: AbortSignal,
  ): Promise<QueryAnswered> {
    if (this.closed) return refused(503, STOPPING);
    if (this.open >= MAX_OPEN) {
      return refused(429, `${MAX_OPEN} queries wait already; try again in a moment`);
    }
    this.open++;
    try {
      await this.store.caughtUp();
      if (this.closed) return refused(503, STOPPING);
      if (signal?.aborted === true) return refused(503, GIVEN_UP);
      return await new Promise<QueryAnswered>((settle) => {
        const asking = { query, format, settle };
        signal?.addEventListener("abort", () => this.giveUp(asking), { once: true });
        this.waiting.push(asking);
        this.next();
      });
    } finally {
      this.open--;
    }
  }

  /** Ends the process; who still waits is told. */
  close(): void {
    this.closed = true;
    this.end(503, STOPPING);
    for (const { settle } of this.waiting.splice(0)) settle(refused(503, STOPPING));
  }

  private next(): void {
    if (this.current !== null || this.closed) return;
    const asking = this.waiting.shift() ?? null;
    if (asking === null) return;
    this.current = asking;
    const { query, format } = asking;
    try {
      this.child ??= this.start();
    } catch (cause) {
      this.settle(refused(500, `queries cannot be answered: ${String(cause)}`));
      return;
    }
    this.timer = setTimeout(() => {
      this.end(503, `the query took longer than ${this.maxQueryMs / 1_000} seconds; ask for less`);
    }, this.maxQueryMs);
    const { directory } = this.store;
    this.child.send({ directory, query, format, attempts: this.attempts() } satisfies QueryAsked);
  }

  /** Nobody waits for this one any more. */
  private giveUp(asking: Asking): void {
    if (this.current === asking) this.end(503, GIVEN_UP);
    const at = this.waiting.indexOf(asking);
    if (at === -1) return;
    this.waiting.splice(at, 1);
    asking.settle(refused(503, GIVEN_UP));
  }

  private start(): ChildProcess {
    // Whatever loaders and conditions this process runs with are not meant for the other.
    const child = fork(processFile(), [], {
      execArgv: [`--max-old-space-size=${MAX_HEAP_MIB}`],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.on("message", (answered: QueryAnswered) => {
      if (this.child === child) this.settle(answered);
    });
    child.on("error", (cause) => this.lost(child, cause.message));
    child.on("exit", () => this.lost(child, "it ended"));
    // Nobody waits for it alone.
    child.unref();
    child.channel?.unref();
    return child;
  }

  private lost(child: ChildProcess, reason: string): void {
    if (this.child !== child) return;
    child.kill("SIGKILL");
    this.child = null;
    this.settle(refused(500, `the process that answers queries is gone (${reason}); ask for less`));
  }

  /** Gives up the query under way, and the process that is at work on it. */
  private end(status: number, message: string): void {
    this.child?.kill("SIGKILL");
    this.child = null;
    this.settle(refused(status, message));
  }

  private settle(answered: QueryAnswered): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const { current } = this;
    this.current = null;
    current?.settle(answered);
    this.next();
  }
}

function refused(status: number, message: string): QueryAnswered {
  return { _tag: "Refused", status, message };
}

/** The compiled program: what Node runs is JavaScript, also when this file is read as source. */
function processFile(): string {
  const here = import.meta.url;
  const compiled = here.endsWith(".ts")
    ? new URL("../dist/host/query-process.js", here)
    : new URL("./query-process.js", here);
  const file = fileURLToPath(compiled);
  if (!existsSync(file)) throw new Error(`${file} is missing: build the project (npx tsc -b)`);
  return file;
}
