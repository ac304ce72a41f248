import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { Restartable, serverProgram, stablePort } from "../torture/processes.ts";

const ENDLESS =
  "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n";

/** The children of a process, as Linux tells them. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
  return text.trim() === "" ? [] : text.trim().split(" ").map(Number);
}

/** By then it has started and is at work on the query: hundredths of a second of a core. */
const TICKS_OF_A_START = 200;

/** What a process has used of a core, in hundredths of a second. */
async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11);
  return Number(user) + Number(system);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await pause(20);
}

it.runIf(process.platform === "linux")(
  "ends with the server that is killed, also in the middle of a query that never ends",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "holdfast-query-"));
    const [ingressPort, adminPort] = [await stablePort(), await stablePort()];
    const [data, logPath] = [join(folder, "data"), join(folder, "server.log")];
    const trace = join(folder, "trace.ndjson");
    const server = new Restartable(serverProgram({ data, ingressPort, adminPort, logPath, trace }));
    onTestFinished(async () => {
      await server.kill();
      await rm(folder, { recursive: true });
    });
    await server.start();
    const query = fetch(`http://127.0.0.1:${adminPort}/query`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ query: ENDLESS }),
    }).catch(() => null);
    const { pid } = server;
    await until(async () => (await childrenOf(pid)).length > 0);
    const [child = 0] = await childrenOf(pid);
    await until(async () => (await ticksOf(child)) > TICKS_OF_A_START);
    await server.kill();
    await until(() => !isAlive(child));
    await query;
    expect(isAlive(child)).toBe(false);
  },
  60_000,
);
