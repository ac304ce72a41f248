import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Context, Endpoint, object, service, TerminalError } from "@holdfast/sdk";
import {
  CallRefused,
  EngineClosed,
  InvocationFailed,
  type LocalEngine,
  openLocalEngine,
} from "holdfast";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let directory = "";
const engines: LocalEngine[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holdfast-local-"));
});

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  rmSync(directory, { recursive: true });
});

const counter = object({
  name: "counter",
  handlers: {
    add: async (ctx: Context, by: number) => {
      const sum = ((await ctx.get<number>("sum")) ?? 0) + by;
      ctx.set("sum", sum);
      return sum;
    },
  },
});

const math = service({
  name: "math",
  handlers: {
    double: async (ctx: Context, value: number) => 2 * (await ctx.run("read", () => value)),
    quadruple: async (ctx: Context, value: number) => {
      const double = { service: "math", handler: "double" };
      const twice = await ctx.call<number>({ ...double, input: value });
      return ctx.call<number>({ ...double, input: twice });
    },
    refuse: (): never => {
      throw new TerminalError("no such sum", { code: 422 });
    },
    nothing: (): void => undefined,
    nap: async (ctx: Context, ms: number) => {
      await ctx.sleep(ms);
      return "awake";
    },
  },
});

async function open(): Promise<LocalEngine> {
  const endpoint = new Endpoint({ services: [counter, math], nowMs: Date.now });
  const engine = await openLocalEngine({ directory, endpoint });
  engines.push(engine);
  return engine;
}

describe("an engine in this process", () => {
  it("runs steps, and calls between handlers", async () => {
    const engine = await open();
    expect(await engine.call({ service: "math", handler: "quadruple", input: 4 })).toBe(16);
    expect(await engine.call({ service: "math", handler: "nothing" })).toBeUndefined();
  });

  it("keeps one writer a key, and what it wrote after it was closed", async () => {
    const add = { service: "counter", handler: "add", key: "a", input: 1 };
    const first = await open();
    const sums = await Promise.all(Array.from({ length: 20 }, () => first.call(add)));
    expect(sums.toSorted((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    await first.close();
    const second = await open();
    expect(await second.call(add)).toBe(21);
    expect(await second.call({ ...add, key: "b" })).toBe(1);
  });

  it("makes calls of one idempotency key one call", async () => {
    const engine = await open();
    const add = { service: "counter", handler: "add", key: "a", input: 1, idempotencyKey: "once" };
    expect(await Promise.all([engine.call(add), engine.call(add)])).toEqual([1, 1]);
  });

  it("tells a failure of a handler from a call that was refused", async () => {
    const engine = await open();
    const failed = engine.call({ service: "math", handler: "refuse" });
    await expect(failed).rejects.toThrow(InvocationFailed);
    await expect(failed).rejects.toMatchObject({ failure: { code: 422, message: "no such sum" } });
    const refused = engine.call({ service: "math", handler: "triple", input: 1 });
    await expect(refused).rejects.toThrow(CallRefused);
    await expect(refused).rejects.toMatchObject({ status: 404 });
  });

  it("tells callers that it was closed, and lets what they called go on later", async () => {
    const first = await open();
    const nap = { service: "math", handler: "nap", input: 150, idempotencyKey: "nap" };
    const called = first.call(nap);
    await first.call({ service: "math", handler: "nothing" });
    const [closed] = await Promise.allSettled([called, first.close(0)]);
    expect(closed.status === "rejected" && closed.reason).toBeInstanceOf(EngineClosed);
    const second = await open();
    expect(await second.call(nap)).toBe("awake");
  });

  it("sends, and gives the id of what it has begun", async () => {
    const engine = await open();
    const id = await engine.send({ service: "math", handler: "double", input: 3 }, 1);
    expect(id).toMatch(/^inv_1/);
    expect(await engine.attach(id)).toBe(6);
    await expect(engine.attach("inv_1")).rejects.toMatchObject({ status: 400 });
    await expect(engine.attach(id.replace(/.{10}$/, "0123456789"))).rejects.toThrow(CallRefused);
  });

  it("refuses a directory that is open already", async () => {
    await open();
    await expect(open()).rejects.toThrow(/in use by another store/);
  });
});

const WORKER = fileURLToPath(new URL("worker.mjs", import.meta.url));

/** A process that does ten steps, each written down outside; killed when it has kept so many. */
async function workUntil(steps: number, ledger: string): Promise<string> {
  const args = [WORKER, join(directory, "data"), ledger, String(steps)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const line of createInterface({ input: child.stdout })) {
    said = line;
    if (line === `kept ${steps}`) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return said;
}

describe("a process that is killed", () => {
  it("goes on where it was, and takes no kept step again", async () => {
    const ledger = join(directory, "ledger");
    appendFileSync(ledger, "");
    for (const steps of [2, 5, 8]) await workUntil(steps, ledger);
    expect(await workUntil(11, ledger)).toBe("sum 45");
    expect(existsSync(join(directory, "data", "holdfast.sqlite"))).toBe(true);
    const taken = readFileSync(ledger, "utf8").trim().split("\n").map(Number);
    expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
