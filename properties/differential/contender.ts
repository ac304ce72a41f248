import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { inRepository, stablePort } from "../torture/processes.ts";
import type { Mode } from "./modes.ts";
import type { Oracle } from "./oracle.ts";

/** One of the two servers that are compared. */
export type SideName = "real" | "holdfast";

/** A running server, and where it answers (no trailing slashes). */
export interface Contender {
  readonly name: SideName;
  readonly ingress: string;
  readonly admin: string;
  /** Of its process; children it has are found from it. */
  readonly pid: number;
  /** Whether it still runs; a server that dies while it is compared loses. */
  readonly isAlive: () => boolean;
  readonly close: () => Promise<void>;
}

const READY_LIMIT_MS = 60_000;
const LOOK_AGAIN_MS = 50;

/** Starts the real server in a folder of its own, telemetry off. */
export async function startReal(oracle: Oracle, mode: Mode, folder: string): Promise<Contender> {
  const [ingress, admin, node] = [await stablePort(), await stablePort(), await stablePort()];
  const env = {
    DO_NOT_TRACK: "1",
    RESTATE_DISABLE_TELEMETRY: "true",
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
    RESTATE_LISTEN_MODE: "tcp",
    RESTATE_LOG_FILTER: "warn",
    ...mode.env,
  };
  const args = ["--base-dir", join(folder, "real"), "--node-name", "parity"];
  return start("real", oracle.server, args, env, { ingress, admin, log: join(folder, "real.log") });
}

/** Starts Holdfast of this checkout with the settings that the real server would get. */
export async function startHoldfast(mode: Mode, folder: string): Promise<Contender> {
  const [ingress, admin] = [await stablePort(), await stablePort()];
  const command = [inRepository("node_modules/.bin/holdfast"), "serve"];
  const flags = ["--ingress-port", String(ingress), "--admin-port", String(admin)];
  const args = [...command, "--data", join(folder, "holdfast"), ...flags];
  const env = { ...mode.env, HOLDFAST_LOG_LEVEL: "Error" };
  const log = join(folder, "holdfast.log");
  return start("holdfast", process.execPath, args, env, { ingress, admin, log });
}

interface Place {
  readonly ingress: number;
  readonly admin: number;
  readonly log: string;
}

async function start(
  name: SideName,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  place: Place,
): Promise<Contender> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: "pipe" });
  const log = createWriteStream(place.log);
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const onExit = (): void => void child.kill("SIGKILL");
  process.once("exit", onExit);
  const contender: Contender = {
    name,
    ingress: `http://127.0.0.1:${place.ingress}`,
    admin: `http://127.0.0.1:${place.admin}`,
    pid: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    close: async () => {
      process.off("exit", onExit);
      await kill(child);
    },
  };
  await waitUntilReady(contender, place.log);
  return contender;
}

/** Ready is who answers both ports as a service would be asked for its health. */
async function waitUntilReady(contender: Contender, log: string): Promise<void> {
  const endMs = Date.now() + READY_LIMIT_MS;
  const addresses = [`${contender.admin}/health`, `${contender.ingress}/restate/health`];
  for (;;) {
    const answers = await Promise.all(addresses.map(isOk));
    if (answers.every(Boolean)) return;
    if (!contender.isAlive()) throw new Error(`${contender.name} ended at once, see ${log}`);
    if (Date.now() > endMs) throw new Error(`${contender.name} was not ready in time, see ${log}`);
    await pause(LOOK_AGAIN_MS);
  }
}

async function isOk(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false,
  );
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
