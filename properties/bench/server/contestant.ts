import { join } from "node:path";

import { startHoldfast, startReal } from "../../differential/contender.ts";
import type { Mode } from "../../differential/modes.ts";
import type { Oracle } from "../../differential/oracle.ts";
import { exchange } from "../../differential/request.ts";
import { inRepository, Restartable, stablePort } from "../../torture/processes.ts";
import type { Load } from "./load.ts";

/** Who is measured. The relay stores nothing and drives nothing: it shows the ceiling. */
export const CONTESTANTS = ["holdfast", "real", "relay"] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

/** One of them, running, with the service registered where there is anything to register with. */
export interface Contestant {
  readonly ingress: string;
  readonly pid: number;
  readonly carries: (load: Load) => boolean;
  readonly close: () => Promise<void>;
}

/** Both servers as they come: durable, with the settings that they have by default. */
const AS_IT_COMES: Mode = { name: "bench", env: {}, transport: "http2" };

/** Starts one on an empty folder. */
export async function startContestant(
  name: ContestantName,
  oracle: Pick<Oracle, "server">,
  servicePort: number,
  folder: string,
): Promise<Contestant> {
  if (name === "relay") return startRelay(servicePort, folder);
  const server = await (name === "real"
    ? startReal({ ...oracle, node: process.execPath }, AS_IT_COMES, folder)
    : startHoldfast(AS_IT_COMES, folder));
  await register(server.admin, servicePort);
  return { ...server, carries: () => true };
}

async function register(admin: string, servicePort: number): Promise<void> {
  const { status, body } = await exchange(admin, {
    method: "POST",
    path: "/deployments",
    headers: [["content-type", "application/json"]],
    body: JSON.stringify({ uri: `http://127.0.0.1:${servicePort}` }),
  });
  if (status !== 201) throw new Error(`registering the service: ${status} ${String(body)}`);
}

async function startRelay(servicePort: number, folder: string): Promise<Contestant> {
  const port = await stablePort();
  const relay = new Restartable({
    name: "the relay",
    command: process.execPath,
    args: [inRepository("properties/bench/dist/bench/server/relay/main.js")],
    env: { PORT: String(port), SERVICE_PORT: String(servicePort) },
    readyPrefix: "relay ready",
    logPath: join(folder, "relay.log"),
  });
  await relay.start();
  return {
    ingress: `http://127.0.0.1:${port}`,
    pid: relay.pid,
    carries: ({ relayed }) => relayed,
    close: () => relay.kill(),
  };
}
