import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { CheckpointStart, FromCheckpointer, ToCheckpointer } from "./checkpoint-messages.ts";
import type { LogRange } from "./log/segment.ts";
import { describeFault } from "./sqlite-fault.ts";

/** What a checkpointer tells whoever started it. */
export interface CheckpointListener {
  /** The tables stand at batch `sequence`, durably. */
  readonly followed: (sequence: number) => void;
  /** The tables can follow no further; said once at most. */
  readonly failed: (reason: string) => void;
}

/** The caller's end of the checkpoint thread, where the tables follow the log. */
export class Checkpointer {
  /** Resolves when the thread can write; rejects with the reason when it cannot. */
  readonly ready: Promise<void>;
  private readonly worker: Worker;
  private readonly listener: CheckpointListener;
  private readonly exited: Promise<void>;
  private settleReady: ((failure: Error | null) => void) | null = null;
  private stopped = false;
  private closeReason: string | null = null;

  constructor(start: CheckpointStart, listener: CheckpointListener) {
    this.listener = listener;
    this.ready = new Promise((resolve, reject) => {
      this.settleReady = (failure) => (failure === null ? resolve() : reject(failure));
    });
    // Whatever loaders and conditions this process runs with are not meant for the thread.
    this.worker = new Worker(threadFile(), {
      workerData: start,
      execArgv: [],
      name: "holdfast-checkpoints",
    });
    this.worker.on("message", (message: FromCheckpointer) => this.receive(message));
    this.worker.on("error", (cause) => this.fail(`the thread broke: ${describeFault(cause)}`));
    this.exited = new Promise((resolve) => {
      this.worker.on("exit", () => {
        this.fail("the thread has ended");
        resolve();
      });
    });
  }

  follow(ranges: readonly LogRange[], sequence: number): void {
    this.tell({ _tag: "Follow", ranges, sequence });
  }

  /** Resolves once the thread has ended, with the reason why it could not in order, or null. */
  async close(): Promise<string | null> {
    this.stopped = true;
    this.tell({ _tag: "Close" });
    await this.exited;
    return this.closeReason;
  }

  private tell(message: ToCheckpointer): void {
    const nothingTransferred: ArrayBuffer[] = [];
    this.worker.postMessage(message, nothingTransferred);
  }

  private receive(message: FromCheckpointer): void {
    switch (message._tag) {
      case "Ready":
        this.settleReady?.(null);
        return;
      case "Followed":
        this.listener.followed(message.sequence);
        return;
      case "Failed":
        this.fail(message.reason);
        return;
      case "Closed":
        this.closeReason = message.reason;
        return;
    }
  }

  private fail(reason: string): void {
    this.settleReady?.(new Error(reason));
    if (this.stopped) return;
    this.stopped = true;
    this.listener.failed(reason);
  }
}

/** The compiled thread: what Node runs is JavaScript, also when this file is read as source. */
function threadFile(): string {
  const here = import.meta.url;
  const compiled = here.endsWith(".ts")
    ? new URL("../dist/storage/checkpoint-thread.js", here)
    : new URL("./checkpoint-thread.js", here);
  const file = fileURLToPath(compiled);
  if (!existsSync(file)) throw new Error(`${file} is missing: build the project (npx tsc -b)`);
  return file;
}
