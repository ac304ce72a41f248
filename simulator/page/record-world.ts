import { type Report, simulate, type SimulateOptions } from "../simulate.ts";
import { Recorder } from "./recorder.ts";
import type { Recording, Title } from "./recording.ts";

/** A world that was run, with all that happened in it. */
export interface Recorded {
  readonly report: Report;
  readonly recording: Recording;
  readonly title: Title;
}

/** Runs one world as `simulate` does, and records it. */
export async function recordWorld(options: Omit<SimulateOptions, "witness">): Promise<Recorded> {
  const recorders: Recorder[] = [];
  const report = await simulate({
    ...options,
    witness: (world) => {
      const recorder = new Recorder(world);
      recorders.push(recorder);
      return recorder;
    },
  });
  const [recorder] = recorders;
  if (recorder === undefined) throw new Error("the world asked for nobody who watches it");
  const broken = recorder.ended(report.violation);
  return { report, recording: recorder, title: { ...titleOf(report), broken } };
}

/** What a page says of a world before it shows it, but for what was broken. */
function titleOf({ seed, settings, ...report }: Report): Omit<Title, "broken"> {
  const struck = Object.values(report.faults).reduce((sum, count) => sum + count, 0);
  const { partitions, protocolMode, protocolVersion, latencyUs } = settings;
  const mode = protocolMode === "BidiStream" ? "streaming" : "request and response";
  return {
    seed,
    facts: [
      ["engines", String(partitions)],
      ["protocol", `v${protocolVersion}, ${mode}`],
      ["latency", `up to ${latencyUs / 1_000} ms`],
      ["events", String(report.steps)],
      ["faults", String(struck)],
      ["time in the world", `${(report.virtualMs / 1_000).toFixed(1)} s`],
      ["trace", report.traceHash],
    ],
  };
}
