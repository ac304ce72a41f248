import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { inRepository } from "../torture/processes.ts";

/** A running process that serves the greeter on the official SDK. */
export interface GreeterProcess {
  /** Where it serves HTTP/2, both ways. */
  readonly http2: string;
  /** Where it serves HTTP/1.1, request then response. */
  readonly http1: string;
  /** Where it serves HTTP/2 to whoever signs with the key of `strict`. */
  readonly strict: string;
  /** kill -9; resolves once the process is gone. */
  readonly kill: () => Promise<void>;
}

/** Starts the greeter on free ports; resolves once it listens. */
export async function startGreeter(): Promise<GreeterProcess> {
  const script = fileURLToPath(new URL("greeter.mjs", import.meta.url));
  const withResolvers = inRepository("docs/examples/typescript/with-resolvers.mjs");
  const child = spawn(process.execPath, ["--import", withResolvers, script], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, RESTATE_LOGGING: "ERROR" },
  });
  const uris = JSON.parse(await firstLine(child)) as Omit<GreeterProcess, "kill">;
  const gone = once(child, "exit");
  return {
    ...uris,
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

async function firstLine(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("the greeter ended before it said where it listens");
}
