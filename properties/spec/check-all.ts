import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { type Model, MODELS, REFINEMENTS } from "@holdfast/spec";
import { count, type LinkReport } from "./check-links.ts";
import type { ModuleReport, RefinementReport } from "./check-module.ts";

/** Processes that check at the same time; each holds all states of one module. */
const WORKERS = Math.min(2, availableParallelism());

/** What takes longest, the longest first, so that no process is left alone with it at the end. */
const LONG = [
  "gate",
  "trees",
  "outbox",
  "wakeup",
  "identity",
  "lock",
  "simulated",
  "timers",
  "alarm",
  "journal",
  "traced",
];

const HEADING =
  "module   level  tests  Quint = TypeScript  states    steps  wide states  runs" +
  "  on core: Quint's, tours";

/** What links core and the server to the specification, behind the modules. */
const LINKS = ["simulated", "traced"] as const;

/** One check, done in a process of its own. */
interface Job {
  readonly kind: "module" | "refinement" | "simulated" | "traced";
  readonly name: string;
}

/** Checks everything and prints a line for each part; whether nothing was found wrong. */
export async function checkAll(): Promise<boolean> {
  const startedMs = performance.now();
  const results = start([
    ...MODELS.map(({ name }) => ({ kind: "module", name }) as const),
    ...REFINEMENTS.map(({ name }) => ({ kind: "refinement", name }) as const),
    ...LINKS.map((kind) => ({ kind, name: kind })),
  ]);
  const problems: string[] = [];
  const total = { states: 0, transitions: 0, wideStates: 0, quint: 0, tours: 0 };
  console.log(HEADING);
  for (const model of MODELS) {
    const found = (await results.get(model.name)) as ModuleReport;
    console.log(lineOf(model, found));
    problems.push(...found.problems.map((problem) => `${model.name}: ${problem}`));
    total.states += found.states;
    total.transitions += found.transitions;
    total.wideStates += found.wideStates;
    total.quint += found.quintStepsOnCore;
    total.tours += found.tourStepsOnCore;
  }
  for (const { name } of REFINEMENTS) {
    const found = (await results.get(name)) as RefinementReport;
    const verdict = found.problems.length === 0 ? "refines" : "DOES NOT REFINE";
    console.log(`${name.padEnd(22)} ${verdict}, in each of ${count(found.transitions)} steps`);
    problems.push(...found.problems.map((problem) => `${name}: ${problem}`));
  }
  const links: LinkReport[] = [
    {
      problems: [],
      found:
        `Quint and TypeScript reach the same ${count(total.states)} states by the same ` +
        `${count(total.transitions)} steps; TypeScript alone ${count(total.wideStates)} in wide scopes`,
    },
    {
      problems: [],
      found:
        `core follows ${count(total.quint)} steps of Quint's runs and ${count(total.tours)} of ` +
        `tours through every step of a module`,
    },
  ];
  for (const kind of LINKS) links.push((await results.get(kind)) as LinkReport);
  for (const [index, { found, problems: more }] of links.entries()) {
    console.log(`link ${index + 1}: ${found}`);
    problems.push(...more);
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  console.log(`${problems.length} problems, ${seconds} s.`);
  for (const problem of problems) console.log(`\n${problem}`);
  return problems.length === 0;
}

function lineOf({ name, level }: Pick<Model, "name" | "level">, found: ModuleReport): string {
  return [
    name.padEnd(8),
    level.padEnd(5),
    String(found.tests).padStart(6),
    (found.problems.length === 0 ? "equal" : "PROBLEMS").padStart(19),
    count(found.states).padStart(7),
    count(found.transitions).padStart(8),
    count(found.wideStates).padStart(12),
    String(found.runs).padStart(5),
    (found.quintStepsOnCore === 0 ? "-" : count(found.quintStepsOnCore)).padStart(17),
    (found.tourStepsOnCore === 0 ? "-" : count(found.tourStepsOnCore)).padStart(7),
  ].join(" ");
}

/** Starts as many jobs as there are workers, and the next whenever one is done. */
function start(jobs: readonly Job[]): ReadonlyMap<string, Promise<unknown>> {
  const rank = ({ name }: Job): number => (LONG.includes(name) ? LONG.indexOf(name) : LONG.length);
  const open = jobs.toSorted((one, other) => rank(one) - rank(other));
  const results = new Map<string, Promise<unknown>>();
  let running = 0;
  const waiting: (() => void)[] = [];
  for (const job of open) {
    const turn =
      running < WORKERS ? Promise.resolve() : new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    const done = turn.then(() => runApart(job));
    results.set(job.name, done);
    void done.catch(() => null).then(() => waiting.shift()?.());
  }
  return results;
}

/** Checks one part in a process of its own; what it reports. */
function runApart({ kind, name }: Job): Promise<unknown> {
  const main = fileURLToPath(new URL("main.js", import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, kind, name], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(text));
      else reject(new Error(`checking ${name} ended with ${code}: ${text}`));
    });
  });
}
