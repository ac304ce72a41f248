import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Restartable, serviceProgram, stablePort } from "../torture/processes.ts";
import { type Contender, startHoldfast, startReal } from "./contender.ts";
import type { Mode } from "./modes.ts";
import type { Oracle } from "./oracle.ts";
import { exchange } from "./request.ts";

/** Both servers in one mode, with one service process registered with both. */
export interface Stage {
  readonly real: Contender;
  readonly holdfast: Contender;
  readonly close: () => Promise<void>;
}

const SERVICES = "properties/differential/dist/differential/services/main.js";

export async function openStage(oracle: Oracle, mode: Mode): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-parity-"));
  const port = await stablePort();
  const env = { TRANSPORT: mode.transport };
  const program = serviceProgram(SERVICES, port, env, join(folder, "services.log"));
  const services = new Restartable({ ...program, command: oracle.node });
  const started = await Promise.all([
    startReal(oracle, mode, folder),
    startHoldfast(mode, folder),
    services.start(),
  ]);
  const [real, holdfast] = started;
  const close = async (): Promise<void> => {
    await Promise.all([real.close(), holdfast.close(), services.kill()]);
    await rm(folder, { recursive: true });
  };
  try {
    await Promise.all([real, holdfast].map((server) => register(server, mode, port)));
  } catch (error) {
    await close();
    throw error;
  }
  return { real, holdfast, close };
}

async function register({ name, admin }: Contender, mode: Mode, port: number): Promise<void> {
  const body = JSON.stringify({
    uri: `http://127.0.0.1:${port}`,
    use_http_11: mode.transport === "http1",
  });
  const headers = [["content-type", "application/json"]] as const;
  const answer = await exchange(admin, { method: "POST", path: "/deployments", headers, body });
  if (answer.status !== 201) throw new Error(`${name} did not register: ${String(answer.body)}`);
}
