import type { HeapProfiler } from "node:inspector";
import { Session } from "node:inspector/promises";
import { type Config, DEFAULTS, LIMITS } from "@holdfast/core";
import { createXXHash3, createSHA256 } from "hash-wasm";
import { deploymentOf, handlerOf, serviceOf } from "../../core/configuration.ts";
import { CoreHost } from "./host.ts";

/** What the core does by itself: no HTTP, no disk, endpoints that answer from a script. */
export interface CoreFigures {
  readonly transitions: number;
  readonly cpuSeconds: number;
  /** Transitions of the partition machine in a second of one core. */
  readonly transitionsPerSecond: number;
  /** Bytes allocated for one transition with all that comes with it: frames, batch, tables. */
  readonly bytesPerTransition: number;
}

/** How much to run. */
export interface CoreLoad {
  readonly warmUp: number;
  readonly measured: number;
}

const FULL_LOAD: CoreLoad = { warmUp: 1_000_000, measured: 5_000_000 };

/** What ended invocations are kept for: long enough to fill the tables, short enough to end. */
const RETENTION_MS = 250;

/** Bytes between two samples of the allocation profile. */
const SAMPLED_BYTES = 64 * 1024;

/**
 * Measures the engine in memory on a mix of runs, sleeps, state and call chains, 64 at a time.
 * Ended invocations are forgotten after a quarter of a virtual second, so that being forgotten is part of it.
 */
export async function measureCore({
  warmUp,
  measured,
}: CoreLoad = FULL_LOAD): Promise<CoreFigures> {
  const host = new CoreHost(await configuration());
  host.ask({
    _tag: "RegisterDeployment",
    deployment: deploymentOf("http://endpoint/", [
      serviceOf("Leaf", "Service", [handlerOf("call", "Service")]),
      serviceOf("Runs", "Service", [handlerOf("three", "Service")]),
      serviceOf("Sleeper", "Service", [handlerOf("sleep", "Service")]),
      serviceOf("Counter", "VirtualObject", [handlerOf("add", "Exclusive")]),
      serviceOf("Chain", "Service", [handlerOf("call", "Service")]),
    ]),
    force: false,
    breaking: false,
    dryRun: false,
  });
  host.serve(warmUp);
  const before = host.transitions;
  const startedCpu = process.cpuUsage();
  host.serve(measured);
  const { user, system } = process.cpuUsage(startedCpu);
  const transitions = host.transitions - before;
  const cpuSeconds = (user + system) / 1e6;
  return {
    transitions,
    cpuSeconds,
    transitionsPerSecond: Math.round(transitions / cpuSeconds),
    bytesPerTransition: await allocation(host, Math.ceil(measured / 10)),
  };
}

/** Samples what is allocated, what is collected at once included. */
async function allocation(host: CoreHost, count: number): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.startSampling", {
    samplingInterval: SAMPLED_BYTES,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  const before = host.transitions;
  host.serve(count);
  const { profile } = await session.post("HeapProfiler.stopSampling");
  session.disconnect();
  return Math.round(sizeOf(profile.head) / (host.transitions - before));
}

function sizeOf({ selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number {
  return children.reduce((sum, child) => sum + sizeOf(child), selfSize);
}

async function configuration(): Promise<Config> {
  const [xxh3, sha256] = await Promise.all([createXXHash3(), createSHA256()]);
  return {
    hashes: {
      hash64: (bytes) => {
        const digest = xxh3.init().update(bytes).digest("binary");
        return new DataView(digest.buffer, digest.byteOffset, 8).getBigUint64(0);
      },
      sha256: (bytes) => sha256.init().update(bytes).digest("binary"),
    },
    partition: { index: 0, count: 1 },
    clusterName: "bench",
    defaults: { ...DEFAULTS, journalRetentionMs: RETENTION_MS },
    limits: LIMITS,
  };
}
