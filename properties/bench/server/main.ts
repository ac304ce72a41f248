import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";

import { openOracle } from "../../differential/oracle.ts";
import { inRepository } from "../../torture/processes.ts";
import { writePage } from "../page.ts";
import { contest } from "./contest.ts";
import { CONTESTANTS } from "./contestant.ts";
import { LOADS } from "./load.ts";
import type { Measured } from "./measure.ts";
import { serverSection } from "./page.ts";
import { plotOf } from "./plot.ts";
import { ALONE, CROWD, targetsOf } from "./targets.ts";
import { driveByWrk, requireWrk } from "./wrk.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    only: { type: "string" },
    contestants: { type: "string", default: CONTESTANTS.join(",") },
    connections: { type: "string", default: `${ALONE},${CROWD}` },
    json: { type: "string" },
  },
});
process.once("SIGINT", () => process.exit(130)).once("SIGTERM", () => process.exit(143));

/** The names that an option lists, each one of those there are. */
function listed<T extends string>(option: string, given: string, known: readonly T[]): T[] {
  return given.split(",").map((word) => {
    const found = known.find((name) => name === word);
    if (found === undefined) throw new Error(`--${option} ${word} is none of ${known.join(", ")}`);
    return found;
  });
}

function positive(option: string, given: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${option} ${given} is not a whole number above zero`);
}

const names = LOADS.map(({ name }) => name);
const chosen = values.only === undefined ? names : listed("only", values.only, names);
const plan = {
  contestants: listed("contestants", values.contestants, CONTESTANTS),
  loads: LOADS.filter(({ name }) => chosen.includes(name)),
  connections: values.connections.split(",").map((count) => positive("connections", count)),
  rounds: positive("rounds", values.rounds),
  warmUpSeconds: 1,
  seconds: positive("seconds", values.seconds),
};

await requireWrk();
const oracle = await openOracle(say);
const all = await contest(plan, oracle, driveByWrk, (measured) => say(lineOf(measured)));
for (const { aim, measured, isMet } of targetsOf(all)) {
  say(`${isMet ? "met   " : "missed"} ${aim}: ${measured}`);
}
if (values.json !== undefined) await writeFile(values.json, JSON.stringify(all, null, 1));

const isWhole = values.only === undefined && plan.contestants.length === CONTESTANTS.length;
if (isWhole) {
  const machine = `${cpus().length} cores of ${cpus()[0]?.model ?? "an unknown processor"}`;
  const day = new Date().toISOString().slice(0, 10);
  const about = { machine, node: process.versions.node, day, ...plan };
  await mkdir(inRepository("docs/reference"), { recursive: true });
  await writeFile(inRepository("docs/reference/performance.svg"), plotOf(all, CROWD));
  await writePage("server", serverSection(all, about));
}
process.exitCode = all.some(({ errors }) => errors > 0) ? 1 : 0;

function lineOf(measured: Measured): string {
  const { round, contestant, load, connections, requestsPerSecond, p50Ms, p99Ms } = measured;
  const { serverCpuUs, serviceCpuUs, residentMiB, writtenBytes, errors } = measured;
  return (
    `round ${round} ${contestant.padEnd(8)} ${load.padEnd(6)} at ${String(connections).padStart(2)}: ` +
    `${requestsPerSecond}/s, p50 ${p50Ms} ms, p99 ${p99Ms} ms, CPU ${serverCpuUs} + ${serviceCpuUs} us, ` +
    `${residentMiB} MiB, ${writtenBytes} bytes written, ${errors} errors`
  );
}
