import { Worker } from "node:worker_threads";
import type { Campaign, Fault } from "@holdfast/simulator";

/** How a thread runs its worlds. */
export interface SeedWorkerOptions {
  readonly file: string | null;
  readonly scenarios: readonly string[];
  readonly faults: readonly Fault[] | null;
  readonly refine: boolean;
}

/** Seeds for a thread to run, until a time in unix milliseconds. */
export interface SeedRange {
  readonly from: number;
  readonly count: number;
  readonly endMs: number;
}

/** What came of them. A report of a failed world holds functions; its seed makes it anew. */
export interface SeedResult {
  readonly part: Omit<Campaign, "failures">;
  readonly failed: number | null;
}

/** Memory for what a world makes and forgets, in MiB: with more of it less is moved about. */
const YOUNG_MIB = 64;
const NOTHING_TRANSFERRED: readonly never[] = [];

/** One thread that runs worlds, some seeds at a time. */
export class SeedWorker {
  private readonly thread: Worker;

  constructor(options: SeedWorkerOptions) {
    this.thread = new Worker(new URL("seed-thread.js", import.meta.url), {
      workerData: options,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
  }

  run(range: SeedRange): Promise<SeedResult> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.thread.off("error", onError);
        this.thread.off("message", onResult);
      };
      const onError = (error: Error): void => {
        settle();
        reject(error);
      };
      const onResult = (result: SeedResult): void => {
        settle();
        resolve(result);
      };
      this.thread.on("error", onError);
      this.thread.on("message", onResult);
      this.thread.postMessage(range, NOTHING_TRANSFERRED);
    });
  }

  async end(): Promise<void> {
    await this.thread.terminate();
  }
}
