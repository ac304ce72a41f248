import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { BUGS } from "./bugs/index.ts";
import { type Hunt, hunt, type HuntOptions, SHORT } from "./hunt.ts";
import { ROOT } from "./sources.ts";
import { lineOf, PAGE, pageOf } from "./table.ts";

const OPTIONS: HuntOptions = {
  restarts: 20,
  maxSteps: 50_000,
  maxSeeds: 2_000,
  shrinkWorlds: 400,
};
const WORKERS = Math.max(2, availableParallelism());
const NOTHING_TRANSFERRED: readonly never[] = [];

if (isMainThread) await lookForAll();
else parentPort?.on("message", (name: string) => void lookFor(name));

async function lookFor(name: string): Promise<void> {
  const bug = BUGS.find((each) => each.name === name);
  if (bug !== undefined) parentPort?.postMessage(await hunt(bug, OPTIONS), NOTHING_TRANSFERRED);
}

async function lookForAll(): Promise<void> {
  const startedMs = performance.now();
  const [flag] = process.argv.slice(2);
  if (flag !== undefined && flag !== "--write") throw new Error(`${flag}: only --write is known`);
  console.log(`${"bug".padEnd(34)} median   95 % events  claims`);
  const queue = BUGS.map(({ name }) => name);
  const hunts: Hunt[] = [];
  await Promise.all(Array.from({ length: WORKERS }, () => workOff(queue, hunts)));
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  const { user, system } = process.cpuUsage();
  const cpuSeconds = Math.round((user + system) / 1_000_000);
  const missed = hunts.filter(({ problems }) => problems.length > 0).length;
  const short = hunts.filter(({ events }) => events <= SHORT).length;
  console.log(
    `${hunts.length} bugs, ${hunts.length - missed} found by a claim that they break, ` +
      `${short} told in at most ${SHORT} events, in ${seconds} s (${cpuSeconds} s of computing)`,
  );
  if (missed > 0) process.exitCode = 1;
  if (flag === "--write") writeFileSync(join(ROOT, PAGE), pageOf(BUGS, hunts));
}

function workOff(queue: string[], hunts: Hunt[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url));
    const next = (): void => {
      const name = queue.shift();
      if (name !== undefined) worker.postMessage(name, NOTHING_TRANSFERRED);
      else void worker.terminate().then(() => resolve());
    };
    worker.on("error", reject);
    worker.on("message", (found: Hunt) => {
      hunts.push(found);
      console.log(lineOf(found));
      next();
    });
    next();
  });
}
