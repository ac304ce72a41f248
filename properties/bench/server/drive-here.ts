import { Agent, request } from "node:http";

import type { Drive, Driven } from "./drive.ts";
import { BODY, KEYS } from "./load.ts";

/** A load driven by this process: for tests, where wrk need not be there. */
export async function driveHere(drive: Drive): Promise<Driven> {
  const { connections, seconds } = drive;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const startMs = performance.now();
  const endMs = startMs + seconds * 1e3;
  const latencies: number[] = [];
  let errors = 0;
  let asked = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < endMs) {
      const beganMs = performance.now();
      const status = await ask(drive, agent, asked++);
      latencies.push(performance.now() - beganMs);
      if (status < 200 || status > 299) errors++;
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, client));
  } finally {
    agent.destroy();
  }
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? 0;
  return {
    requests: latencies.length,
    seconds: (performance.now() - startMs) / 1e3,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    errors,
  };
}

function ask({ ingress, load }: Drive, agent: Agent, turn: number): Promise<number> {
  const path = load.path.replace("KEY", String(turn % KEYS));
  const headers = { "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    request(`${ingress}${path}`, { method: "POST", agent, headers }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    })
      .once("error", reject)
      .end(BODY);
  });
}
