import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The root of the repository, found from here or from the compiled copy of this file. */
const root = rootAbove(fileURLToPath(new URL(".", import.meta.url)));

function rootAbove(folder: string): string {
  if (existsSync(`${folder}package-lock.json`)) return folder;
  if (folder === "/") throw new Error("run this from a checkout of the repository");
  return rootAbove(fileURLToPath(new URL("..", `file://${folder}`)));
}

/** A path below the root of the repository. */
export function inRepository(path: string): string {
  return `${root}${path}`;
}

/** How to start one program, again and again: the same command, ports and files each time. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The program is ready when it prints a line that begins with this. */
  readonly readyPrefix: string;
  /** Everything it prints goes to the end of this file. */
  readonly logPath: string;
}

const READY_LIMIT_MS = 30_000;

/** A program that is killed and started again; one process at a time. */
export class Restartable {
  readonly #program: Program;
  #child: ChildProcess | null = null;
  #expectedExit = false;
  /** How the program ended when nobody had killed it: each is a fault of its own. */
  readonly unexpectedExits: string[] = [];

  constructor(program: Program) {
    this.#program = program;
    process.once("exit", () => this.#child?.kill("SIGKILL"));
  }

  /** Starts it; resolves when it is ready, or when it has been killed before it was. */
  async start(): Promise<void> {
    const { name, command, args, env, logPath } = this.#program;
    const log = createWriteStream(logPath, { flags: "a" });
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child = child;
    this.#expectedExit = false;
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once("close", () => log.end(`\n${name} has ended\n`));
    const late = pause(READY_LIMIT_MS, undefined, { ref: false }).then(() => {
      throw new Error(`${name} was not ready in time, see ${logPath}`);
    });
    const ready = this.#ready(child.stdout).then(() => true);
    const ended = once(child, "exit").then(([code, signal]) => {
      if (this.#expectedExit) return false;
      const how = `${name} ended by itself (${String(signal ?? code)}), see ${logPath}`;
      this.unexpectedExits.push(how);
      throw new Error(how);
    });
    const wasReady = await Promise.race([ready, ended, late]);
    if (wasReady) ended.catch(() => this.#startAgain());
  }

  /** As whoever runs a server would; when it cannot be started any more, that is noted as well. */
  #startAgain(): void {
    this.start().catch((error: unknown) => this.unexpectedExits.push(String(error)));
  }

  /** Reads on after the ready line: a program whose output nobody takes would come to a halt. */
  #ready(stdout: Readable): Promise<void> {
    return new Promise((resolve) => {
      createInterface({ input: stdout }).on("line", (line) => {
        if (line.startsWith(this.#program.readyPrefix)) resolve();
      });
    });
  }

  /** The process that runs now. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.#program.name} does not run`);
    return pid;
  }

  /** Stops all its threads for a while, as a machine does that is short of memory or moved. */
  async freeze(ms: number): Promise<void> {
    const frozen = this.#child;
    frozen?.kill("SIGSTOP");
    await pause(ms);
    frozen?.kill("SIGCONT");
  }

  /** kill -9, if there is a process; resolves when it has gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    this.#expectedExit = true;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
}

const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 32_000;

/**
 * A port that is free now, below those that systems give to outgoing connections: one of those
 * could be taken while the program that listens there is being started again.
 */
export async function stablePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + Math.floor(Math.random() * (HIGHEST_PORT - LOWEST_PORT));
    const server = createServer().listen(port, "127.0.0.1");
    const free = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!free) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

/** Where a server is to keep its data and to listen. */
export interface ServerPlace {
  readonly data: string;
  readonly ingressPort: number;
  readonly adminPort: number;
  readonly logPath: string;
  /** Where `holdfast` of this checkout writes down its steps. */
  readonly trace: string;
}

/**
 * The server under test: `holdfast` of this checkout, or the program that `HOLDFAST_COMMAND`
 * names, which takes the same words and prints the same ready line.
 */
export function serverProgram(place: ServerPlace): Program {
  const { data, ingressPort, adminPort, logPath, trace } = place;
  const args = ["serve", "--data", data];
  args.push("--ingress-port", String(ingressPort), "--admin-port", String(adminPort));
  const other = process.env["HOLDFAST_COMMAND"];
  const own = [inRepository("node_modules/.bin/holdfast"), ...args, "--trace", trace];
  return {
    name: "the server",
    command: other ?? process.execPath,
    args: other === undefined ? own : args,
    env: {},
    readyPrefix: "holdfast ready ",
    logPath,
  };
}

/**
 * A process that serves SDK services on Node 20 too, started from compiled code. It listens on
 * the port in `PORT` and prints `service ready`.
 */
export function serviceProgram(
  script: string,
  port: number,
  env: Readonly<Record<string, string>>,
  logPath: string,
): Program {
  const withResolvers = inRepository("docs/examples/typescript/with-resolvers.mjs");
  return {
    name: "the service",
    command: process.execPath,
    args: ["--import", withResolvers, inRepository(script)],
    env: { RESTATE_LOGGING: "ERROR", ...env, PORT: String(port) },
    readyPrefix: "service ready",
    logPath,
  };
}
