import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Change } from "@holdfast/core";
import { encodeBatch } from "./batch.ts";
import { SCHEMA_TABLES } from "./schema.ts";
import { describeFault } from "./sqlite-fault.ts";
import type { TableReader } from "./table-reader.ts";
import type { FromWriter, ToWriter, WriterStart } from "./writer-messages.ts";

/**
 * Batches that may wait for the disk. An engine has one under way at a time; whoever appends this
 * many without an answer does not listen to the answers.
 */
export const MAX_PENDING_BATCHES = 1_000;

type OnDone = (failure: string | null) => void;

/**
 * The caller's end of the writer thread: encodes batches, hands them over, and answers each when
 * the thread does. The thread is where commits wait for the disk; the caller never does.
 */
export class Writer {
  /** Resolves when the thread can write; rejects with the reason when it cannot. */
  readonly ready: Promise<void>;
  private readonly worker: Worker;
  private readonly pending: OnDone[] = [];
  private readonly exited: Promise<void>;
  /** Why no further batch is taken; null while they are. */
  private refusal: string | null = null;
  private settleReady: ((failure: Error | null) => void) | null = null;
  private closeReason: string | null = null;
  private onIdle: (() => void) | null = null;

  constructor(file: string, epoch: number) {
    this.ready = new Promise((resolve, reject) => {
      this.settleReady = (failure) => (failure === null ? resolve() : reject(failure));
    });
    const workerData: WriterStart = { file, epoch, tables: SCHEMA_TABLES };
    // Whatever loaders and conditions this process runs with are not meant for the thread.
    this.worker = new Worker(threadFile(), { workerData, execArgv: [], name: "holdfast-store" });
    this.worker.on("message", (message: FromWriter) => this.receive(message));
    this.worker.on("error", (cause) => this.stop(`the writer broke: ${describeFault(cause)}`));
    this.exited = new Promise((resolve) => {
      this.worker.on("exit", () => {
        this.stop("the writer has ended");
        resolve();
      });
    });
  }

  append(sequence: number, changes: readonly Change[], onDone: OnDone): void {
    if (this.refusal === null) this.post(sequence, changes);
    if (this.refusal === null) this.pending.push(onDone);
    else refuse(onDone, this.refusal);
  }

  /**
   * Takes nothing more, waits until every batch is answered, closes the reader, so that the thread
   * is the last to leave the database, then waits until the thread has ended. Gives the reason why
   * it could not end in order, or null.
   */
  async close(reader: TableReader | null): Promise<string | null> {
    this.refusal ??= "the store has been closed";
    if (this.pending.length > 0) await new Promise<void>((idle) => (this.onIdle = idle));
    reader?.close();
    this.tell({ _tag: "Close" });
    await this.exited;
    return this.closeReason;
  }

  /** Hands a batch over, or says why it and all after it are refused; those before it go on. */
  private post(sequence: number, changes: readonly Change[]): void {
    if (this.pending.length >= MAX_PENDING_BATCHES) {
      this.refusal = `more than ${MAX_PENDING_BATCHES} batches wait for the disk`;
      return;
    }
    try {
      const batch = encodeBatch(sequence, changes);
      this.tell({ _tag: "Batch", batch }, [batch.values]);
    } catch (cause) {
      this.refusal = `batch ${sequence} cannot be encoded: ${describeFault(cause)}`;
    }
  }

  private tell(message: ToWriter, transfer: readonly ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }

  private receive(message: FromWriter): void {
    switch (message._tag) {
      case "Ready":
        this.settleReady?.(null);
        return;
      case "Durable":
        this.pending.shift()?.(null);
        if (this.pending.length === 0) this.onIdle?.();
        return;
      case "Failed":
        this.stop(message.reason);
        return;
      case "Closed":
        this.closeReason = message.reason;
        return;
    }
  }

  /** Takes nothing more; every batch without an answer gets this one. */
  private stop(reason: string): void {
    this.refusal ??= reason;
    this.settleReady?.(new Error(reason));
    for (const onDone of this.pending.splice(0)) refuse(onDone, reason);
    this.onIdle?.();
  }
}

/** Answers from a turn of its own, so that an answer never comes before `append` has returned. */
function refuse(onDone: OnDone, reason: string): void {
  queueMicrotask(() => onDone(reason));
}

/** The compiled thread: what Node runs is JavaScript, also when this file is read as source. */
function threadFile(): string {
  const here = import.meta.url;
  const compiled = here.endsWith(".ts")
    ? new URL("../dist/storage/writer-thread.js", here)
    : new URL("./writer-thread.js", here);
  const file = fileURLToPath(compiled);
  if (!existsSync(file)) throw new Error(`${file} is missing: build the project (npx tsc -b)`);
  return file;
}
