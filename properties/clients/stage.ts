import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { assertTraceAccepted } from "../torture/check-trace.ts";
import {
  inRepository,
  Restartable,
  serverProgram,
  serviceProgram,
  stablePort,
} from "../torture/processes.ts";

/** A server under test with one service process registered. */
export interface Stage {
  /** Address of the ingress, without a trailing slash. */
  readonly ingress: string;
  /** Address of the admin API, without a trailing slash. */
  readonly admin: string;
  /** What the service process has printed so far. */
  readonly printed: () => Promise<string>;
  /** kill -9 of the server, and a new one on the same data and ports. */
  readonly crashServer: () => Promise<void>;
  /** Stops both; rejects where the server has made a step that the specification does not have. */
  readonly close: () => Promise<void>;
}

/** Which compiled service to start, and how it says that it listens. */
export interface Services {
  /** The project to compile first. */
  readonly project: string;
  readonly script: string;
  readonly readyPrefix: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a server and a service process, and registers the one with the other. */
export async function openStage(services: Services): Promise<Stage> {
  const { project, script, readyPrefix, env } = services;
  const tsc = inRepository("node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-b", inRepository(project)]);
  const folder = await mkdtemp(join(tmpdir(), "holdfast-clients-"));
  const [ingressPort, adminPort, port] = [
    await stablePort(),
    await stablePort(),
    await stablePort(),
  ];
  const [ingress, admin] = [`http://127.0.0.1:${ingressPort}`, `http://127.0.0.1:${adminPort}`];
  const printedPath = join(folder, "service.log");
  const logPath = join(folder, "server.log");
  const data = join(folder, "data");
  const trace = join(folder, "trace.ndjson");
  const program = serviceProgram(script, port, env, printedPath);
  const service = new Restartable({ ...program, readyPrefix });
  const server = new Restartable(serverProgram({ data, ingressPort, adminPort, logPath, trace }));
  const close = async (): Promise<void> => {
    await Promise.all([server.kill(), service.kill()]);
    await assertTraceAccepted(trace);
    await rm(folder, { recursive: true });
  };
  try {
    await Promise.all([service.start(), server.start()]);
    const registered = await postJson(`${admin}/deployments`, { uri: `http://127.0.0.1:${port}` });
    if (!registered.ok) throw new Error(`not registered: ${await registered.text()}`);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ingress,
    admin,
    printed: () => readFile(printedPath, "utf8"),
    crashServer: async () => {
      await server.kill();
      await server.start();
    },
    close,
  };
}

/** A request with a body in JSON; the connection is not kept, so that a crash cannot reach it. */
export function postJson(url: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json", connection: "close" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

const LOOK_AGAIN_MS = 20;
const LOOK_LIMIT_MS = 15_000;

/** Looks again and again until there is something to see; `what` says what has not come in time. */
export async function eventually<A>(what: string, look: () => PromiseLike<A | null>): Promise<A> {
  const endMs = Date.now() + LOOK_LIMIT_MS;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (Date.now() > endMs) throw new Error(`${what} has not come in ${LOOK_LIMIT_MS} ms`);
    await pause(LOOK_AGAIN_MS);
  }
}
