import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, Engine, type MemoryTables, type Output } from "@holdfast/core";
import { type Fault, FAULTS, formatFailure, simulate } from "@holdfast/simulator";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EngineTrace } from "../../host/index.ts";
import { checkLines, linesOf } from "./index.ts";
import { TraceFile } from "./trace-file.ts";
import { traceEngine } from "./tracer.ts";

const SEEDS = 24;

/** A file is for one engine at a time, so that no world has two on one store. */
const faults = (Object.keys(FAULTS) as Fault[]).filter((name) => name !== "second-engine");

let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "holdfast-trace-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** An engine that is traced as the driver does it. */
class Traced extends Engine {
  trace: EngineTrace | null = null;

  override step(...[nowMs, entropy, input]: Parameters<Engine["step"]>): readonly Output[] {
    if (input._tag === "BatchDurable") this.trace?.durable(input.sequence);
    return this.told(super.step(nowMs, entropy, input));
  }

  private told(outputs: readonly Output[]): readonly Output[] {
    for (const output of outputs) {
      if (output._tag === "Append") this.trace?.append(output.sequence, output.changes.length);
    }
    return outputs;
  }
}

/** Traces all engines of a world; every partition has files of its own. */
class Tracing {
  readonly files: string[] = [];
  readonly ends: string[] = [];
  private readonly seed: number;
  private readonly batches = new Map<unknown, number>();
  private readonly open = new Map<number, { path: string; file: TraceFile; engines: number }>();

  constructor(seed: number) {
    this.seed = seed;
  }

  readonly applyBatch = (tables: MemoryTables, changes: Parameters<MemoryTables["apply"]>[0]) => {
    this.batches.set(tables, (this.batches.get(tables) ?? 0) + 1);
    tables.apply(changes);
  };

  /** Sequence numbers go on over the lives of an engine, as a store has them. */
  readonly makeEngine = (
    config: Config,
    durable: ConstructorParameters<typeof Engine>[1],
    watch: NonNullable<ConstructorParameters<typeof Engine>[2]>,
  ): Traced => {
    const { tables } = durable as unknown as { readonly tables: MemoryTables };
    const lastSequence = this.batches.get(tables) ?? 0;
    const { file, engines } = this.fileOf(config.partition.index);
    const trace = traceEngine(
      { file, version: "simulated", onEnd: (reason) => this.ends.push(reason) },
      { config, epoch: engines, lastSequence, rows: () => tables.rows() },
    );
    const engine = new Traced(
      config,
      durable,
      (event, led) => {
        trace.watch(event, led);
        watch(event, led);
      },
      lastSequence,
    );
    engine.trace = trace;
    return engine;
  };

  /** Each engine opens the file anew; some begin another, on a partition that has gone on a while. */
  private fileOf(partition: number) {
    const before = this.open.get(partition);
    before?.file.close();
    const engines = (before?.engines ?? 0) + 1;
    const isAnother = before === undefined || (this.seed + engines) % 3 === 0;
    const path = isAnother
      ? join(folder, `${this.seed}-${partition}-${engines}.ndjson`)
      : before.path;
    if (isAnother) this.files.push(path);
    const opened = { path, file: new TraceFile(path), engines };
    this.open.set(partition, opened);
    return opened;
  }

  close(): void {
    for (const { file } of this.open.values()) file.close();
  }
}

it("tells every step of simulated engines so that the specification accepts it", async () => {
  let restarts = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const tracing = new Tracing(seed);
    const { makeEngine, applyBatch } = tracing;
    const report = await simulate({ seed, faults, parts: { makeEngine, applyBatch } });
    tracing.close();
    expect(report.violation, formatFailure(report)).toBeNull();
    expect(tracing.ends).toEqual([]);
    let steps = 0;
    for (const path of tracing.files) {
      const checked = await checkLines(linesOf(path));
      expect({ path, impossible: checked.impossible }).toEqual({ path, impossible: null });
      steps += checked.steps;
      restarts += checked.engines - 1;
    }
    expect(steps).toBe(report.transitions);
  }
  expect(restarts).toBeGreaterThan(SEEDS / 4);
}, 300_000);
