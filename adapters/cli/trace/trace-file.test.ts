import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeploymentId, Event, Hashes, Transition } from "@holdfast/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TraceOpening } from "../../host/index.ts";
import { checkLines } from "./index.ts";
import { TraceFile } from "./trace-file.ts";
import { traceEngine } from "./tracer.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-trace-"));
  path = join(folder, "trace.ndjson");
});
afterEach(() => rmSync(folder, { recursive: true }));

const hashes: Hashes = { hash64: () => 0n, sha256: () => new Uint8Array(32) };

/** An engine on a store without rows of the specification, at a batch. */
function opening(epoch: number, lastSequence: number): TraceOpening {
  const partition = { index: 0, count: 1 };
  return { config: { partition, hashes }, epoch, lastSequence, rows: () => [] };
}

const EVENT: Event = {
  _tag: "Requested",
  request: 1,
  body: { _tag: "RemoveDeployment", id: "dp_1" as DeploymentId },
  nowMs: 1,
  entropy: [0, 0, 0, 0],
};

const LED: Transition = {
  changes: [{ table: "service", group: "", item: "Greeter", value: null }],
  actions: [],
};

/** Begins an engine in the file, and lets it write batches, of which the last stays unanswered. */
function live(epoch: number, from: number, to: number): readonly string[] {
  const ends: string[] = [];
  const file = new TraceFile(path);
  const parts = { file, version: "test", onEnd: (reason: string) => ends.push(reason) };
  const trace = traceEngine(parts, opening(epoch, from));
  for (let batch = from + 1; batch <= to; batch++) {
    trace.watch(EVENT, LED);
    trace.append(batch, LED.changes.length);
    if (batch < to) trace.durable(batch);
  }
  // A process that is killed closes its files, and writes no more.
  file.close();
  return ends;
}

function lines(): readonly string[] {
  return readFileSync(path, "utf8").split("\n").slice(0, -1);
}

describe("the file of a trace", () => {
  it("goes on over the lives of a server, whose last batch may have been kept or lost", async () => {
    live(1, 0, 3);
    live(2, 3, 4);
    live(3, 3, 5);
    expect(await checkLines(lines())).toMatchObject({ impossible: null, engines: 3, batches: 6 });
    expect(lines().filter((line) => line.includes('"told":true'))).toEqual([]);
  });

  it("goes on behind a line that was torn", async () => {
    live(1, 0, 2);
    appendFileSync(path, '{"_tag":"Step","atMs":12');
    live(2, 2, 3);
    expect(await checkLines(lines())).toMatchObject({ impossible: null, engines: 2, torn: 1 });
  });

  it("tells all rows where it has not told how they came about", async () => {
    live(1, 4, 6);
    live(3, 9, 10);
    live(4, 10, 11);
    const starts = lines().filter((line) => line.includes('"Start"'));
    expect(starts.map((line) => line.includes('"told":true'))).toEqual([true, true, false]);
    expect(await checkLines(lines())).toMatchObject({ impossible: null, engines: 3 });
  });

  it("tells them again where a server was killed while it told them", async () => {
    live(1, 4, 4);
    live(2, 4, 5);
    expect(lines().filter((line) => line.includes('"told":true'))).toHaveLength(2);
    expect(await checkLines(lines())).toMatchObject({ impossible: null, engines: 2 });
  });

  it("is for the eyes of its owner", () => {
    live(1, 0, 1);
    expect(statSync(path).mode & 0o077).toBe(0);
  });
});

describe("a trace that cannot be written", () => {
  it.skipIf(!existsSync("/dev/full"))("ends, says so once, and throws at nobody", () => {
    path = "/dev/full";
    expect(live(1, 0, 3)).toEqual([expect.stringMatching(/^ENOSPC/)]);
  });
});
