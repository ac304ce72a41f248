import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Drive, Driven } from "./drive.ts";
import { BODY, KEYS } from "./load.ts";

const run = promisify(execFile);

/** Longest wait for one answer. */
const TIMEOUT = "20s";

/** Fails where wrk is not there, with what to do about it. */
export async function requireWrk(): Promise<void> {
  try {
    // It prints its version and ends with 1.
    await run("wrk", ["-v"]);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== "ENOENT") return;
    throw new Error(
      "the benchmark drives its load with wrk: install it (Debian: apt install wrk)",
      {
        cause: error,
      },
    );
  }
}

/** A load driven by wrk, whose own use of the processor is small. */
export async function driveByWrk(drive: Drive): Promise<Driven> {
  const { ingress, connections, seconds } = drive;
  const folder = await mkdtemp(join(tmpdir(), "holdfast-wrk-"));
  try {
    const script = join(folder, "load.lua");
    await writeFile(script, scriptOf(drive));
    const flags = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", TIMEOUT, "-s", script];
    const { stdout } = await run("wrk", [...flags, ingress]);
    return read(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function scriptOf({ load }: Drive): string {
  return `local n = 0
function request()
  n = n + 1
  local path = string.gsub("${load.path}", "KEY", tostring(n % ${KEYS}))
  return wrk.format("POST", path, {["content-type"] = "application/json"}, "${BODY}")
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99),
    e.status + e.timeout + e.connect + e.read + e.write))
end
`;
}

function read(stdout: string): Driven {
  const found = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(stdout);
  if (found === null) throw new Error(`wrk gave no result: ${stdout}`);
  const [requests = 0, us = 0, p50Us = 0, p99Us = 0, errors = 0] = found.slice(1).map(Number);
  return { requests, seconds: us / 1e6, p50Ms: p50Us / 1e3, p99Ms: p99Us / 1e3, errors };
}
