import { contentType, encodeUtf8, MessageType, type Notification, VOID } from "@holdfast/core";
import { describe, expect, it } from "vitest";
import {
  type Context,
  decodeJson,
  Endpoint,
  object,
  RetryableError,
  service,
  shared,
  TerminalError,
  workflow,
} from "../index.ts";
import {
  completion,
  exchangeWith,
  give,
  type Handler,
  json,
  NOW_MS,
  open,
  openAs,
} from "./exchange.fixture.ts";
import { retryDelayMs, triesAgain } from "../promise/run-retry.ts";

const sleepOver = (id: number) => completion(id, MessageType.SleepNotification, VOID);
const signal = (index: number, value: unknown): Notification => ({
  _tag: "Notification",
  type: MessageType.SignalNotification,
  id: { _tag: "Signal", index },
  result: json(value),
});
const ran = (id: number, value: unknown) =>
  completion(id, MessageType.RunNotification, json(value));

describe("a handler", () => {
  it("runs a step, sleeps and returns", async () => {
    const exchange = exchangeWith(async (ctx: Context, name: string) => {
      const drawn = await ctx.run("draw", () => 7);
      await ctx.sleep(50);
      return `${name}:${drawn}`;
    });
    expect(await open(exchange, "a")).toMatchObject([
      { _tag: "RunCommand", resultCompletionId: 1, name: "draw" },
      { _tag: "ProposeRunCompletion", completionId: 1, result: json(7) },
    ]);
    expect(await give(exchange, ran(1, 7))).toMatchObject([
      { _tag: "SleepCommand", wakeUpTimeMs: NOW_MS + 50, resultCompletionId: 2 },
    ]);
    expect(await give(exchange, sleepOver(2))).toMatchObject([
      { _tag: "OutputCommand", result: json("a:7") },
      { _tag: "End" },
    ]);
    expect(exchange.done).toBe(true);
  });

  it("fails its attempt with any error, its invocation with a terminal one", async () => {
    const plain = await open(
      exchangeWith(() => Promise.reject(new Error("again"))),
      0,
    );
    expect(plain).toMatchObject([
      { _tag: "Error", code: 500, message: "again", behavior: "Retry", nextRetryDelayMs: null },
    ]);
    const later = await open(
      exchangeWith(() => Promise.reject(new RetryableError("l", 30))),
      0,
    );
    expect(later).toMatchObject([{ _tag: "Error", nextRetryDelayMs: 30 }]);
    const terminal = new TerminalError("no", { code: 418, metadata: { a: "b" } });
    const failure = { code: 418, message: "no", metadata: [{ key: "a", value: "b" }] };
    expect(
      await open(
        exchangeWith(() => Promise.reject(terminal)),
        0,
      ),
    ).toMatchObject([
      { _tag: "OutputCommand", result: { _tag: "Failure", failure } },
      { _tag: "End" },
    ]);
  });

  it("ends its invocation where its input is no JSON, which no retry changes", async () => {
    const sent = await open(
      exchangeWith(() => "never"),
      encodeUtf8('{"slow":fAlse}'),
    );
    const message = expect.stringMatching(/^the handler's input is no JSON: SyntaxError/);
    expect(sent).toMatchObject([
      { _tag: "OutputCommand", result: { _tag: "Failure", failure: { code: 400, message } } },
      { _tag: "End" },
    ]);
  });

  it("gives a failed run the attempts it asks for, then a terminal failure", async () => {
    const broken = () => Promise.reject(new Error("down"));
    const first = exchangeWith((ctx) => ctx.run("r", broken, { maxAttempts: 2, intervalMs: 9 }));
    expect(await open(first, 0)).toMatchObject([
      { _tag: "RunCommand" },
      { _tag: "Error", relatedCommandIndex: 1, relatedCommandName: "r", nextRetryDelayMs: 9 },
    ]);
    const last = exchangeWith((ctx) => ctx.run("r", broken, { maxAttempts: 1 }));
    expect(await open(last, 0)).toMatchObject([
      { _tag: "RunCommand" },
      { _tag: "ProposeRunCompletion", result: { _tag: "Failure", failure: { message: "down" } } },
    ]);
  });

  it("asks for a turn when a run ends later", async () => {
    let finish: (value: string) => void = () => expect.fail("not started");
    const slow = () => new Promise<string>((resolve) => (finish = resolve));
    let told: () => void = () => expect.fail("too early");
    const exchange = exchangeWith(
      (ctx) => ctx.run("slow", slow),
      () => told(),
    );
    expect(await open(exchange, 0)).toMatchObject([{ _tag: "RunCommand" }]);
    await new Promise<void>((resolve) => {
      told = resolve;
      finish("late");
    });
    expect(await give(exchange)).toMatchObject([{ result: json("late") }]);
  });

  it("lets the same one win a race in every replay, with plain promises", async () => {
    const racing: Handler = async (ctx) => {
      const winner = await Promise.race([
        ctx.sleep(9).then(() => "one"),
        ctx.sleep(9).then(() => "two"),
      ]);
      await ctx.run(winner, () => winner);
    };
    const both = [sleepOver(2), sleepOver(1)];
    const live = exchangeWith(racing);
    const [one, two] = await open(live, 0);
    const [run] = await give(live, ...both);
    expect(run).toMatchObject({ _tag: "RunCommand", name: "two" });
    if (one === undefined || two === undefined || run === undefined) throw new Error("no frames");
    const [again] = await open(exchangeWith(racing), 0, one, two, ...both, run);
    expect(again).toMatchObject({ _tag: "ProposeRunCompletion", result: json("two") });
  });

  it("is cancelled at what it awaits, and may still clean up", async () => {
    const exchange = exchangeWith(async (ctx) => {
      try {
        await ctx.sleep(1);
      } catch (error) {
        await ctx.run("clean up", () => null);
        throw error;
      }
    });
    await open(exchange, 0);
    const id = { _tag: "Signal", index: 1 } as const;
    const type = MessageType.SignalNotification;
    const sent = await give(exchange, { _tag: "Notification", type, id, result: VOID });
    expect(sent).toMatchObject([{ name: "clean up" }, { _tag: "ProposeRunCompletion" }]);
    expect(await give(exchange, ran(2, null))).toMatchObject([
      { result: { _tag: "Failure", failure: { code: 409, message: "Cancelled" } } },
      { _tag: "End" },
    ]);
  });

  it("is suspended on what it awaits, not on what it only started", async () => {
    const exchange = exchangeWith(async (ctx) => {
      ctx.call({ service: "Other", handler: "x" });
      await ctx.sleep(1);
    });
    await open(exchange, 0);
    exchange.closeInput();
    expect(await give(exchange)).toMatchObject([
      { _tag: "Suspension", waitingOn: { completions: [3], signals: [1] } },
    ]);
  });

  it("draws the same numbers in every attempt", async () => {
    const draw: Handler = (ctx) => [ctx.random(), ctx.random()];
    const [first] = await open(exchangeWith(draw), 0);
    const [second] = await open(exchangeWith(draw), 0);
    expect(first).toEqual(second);
  });
});

describe("a context", () => {
  it("gives up on a value after a durable time", async () => {
    const exchange = exchangeWith((ctx) => ctx.awakeable().promise.orTimeout(50));
    expect(await open(exchange, 0)).toMatchObject([
      { _tag: "SleepCommand", wakeUpTimeMs: NOW_MS + 50, resultCompletionId: 1 },
    ]);
    expect(await give(exchange, sleepOver(1))).toMatchObject([
      { result: { _tag: "Failure", failure: { code: 408 } } },
      { _tag: "End" },
    ]);
  });

  it("is no longer suspended on a limit that was not reached", async () => {
    const exchange = exchangeWith(async (ctx) => {
      await ctx.awakeable().promise.orTimeout(50);
      return ctx.awakeable().promise;
    });
    await open(exchange, 0);
    await give(exchange, signal(17, 1));
    exchange.closeInput();
    expect(await give(exchange)).toMatchObject([
      { _tag: "Suspension", waitingOn: { completions: [], signals: [18, 1] } },
    ]);
  });

  it("is no longer suspended on what was given up", async () => {
    const exchange = exchangeWith(async (ctx) => {
      await ctx
        .awakeable()
        .promise.orTimeout(50)
        .catch(() => null);
      return ctx.awakeable().promise;
    });
    await open(exchange, 0);
    await give(exchange, sleepOver(1));
    exchange.closeInput();
    expect(await give(exchange)).toMatchObject([
      { _tag: "Suspension", waitingOn: { completions: [], signals: [18, 1] } },
    ]);
  });

  it("waits between the executions of a run as it is told", async () => {
    const broken = () => Promise.reject(new Error("down"));
    const retry = { intervalMs: 10, factor: 3, maxIntervalMs: 25, maxDurationMs: 1 };
    const exchange = exchangeWith((ctx) => ctx.run("r", broken, retry));
    expect(await open(exchange, 0)).toMatchObject([
      { _tag: "RunCommand" },
      { _tag: "Error", nextRetryDelayMs: 10 },
    ]);
    expect(retryDelayMs(retry, 2)).toBe(25);
    expect(triesAgain(retry, 2, 1)).toBe(false);
  });

  it("keeps the time that it saw first, and draws ids that differ", async () => {
    const exchange = exchangeWith(async (ctx) => {
      await ctx.date.now();
      return [ctx.rand.uuidv4(), ctx.rand.uuidv4()];
    });
    expect(await open(exchange, 0)).toMatchObject([
      { _tag: "RunCommand", name: "date" },
      { _tag: "ProposeRunCompletion", result: json(NOW_MS) },
    ]);
    const [output] = await give(exchange, ran(1, NOW_MS));
    const value = output?._tag === "OutputCommand" && output.result._tag === "Value";
    const ids = value ? (decodeJson(output.result.value) as string[]) : [];
    expect(new Set(ids).size).toBe(2);
    for (const id of ids)
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-/);
  });

  it("draws from the id where the server sends no seed", async () => {
    const draw: Handler = (ctx) => ctx.random();
    const [a] = await open(exchangeWith(draw), 0);
    const [b] = await openAs("cd".repeat(24), 0n, exchangeWith(draw));
    const [c] = await openAs("ef".repeat(24), 0n, exchangeWith(draw));
    expect(b).not.toEqual(c);
    expect(a).not.toEqual(b);
  });

  it("writes a line once, however often the handler is replayed", async () => {
    const lines: unknown[] = [];
    const talkative: Handler = async (ctx) => {
      ctx.console.log("before");
      await ctx.sleep(1);
      ctx.console.warn("after");
    };
    const log = (level: string, parts: readonly unknown[]) => void lines.push([level, ...parts]);
    const first = exchangeWith(talkative, undefined, 6, log);
    const [sleep] = await open(first, 0);
    if (sleep === undefined) throw new Error("no sleep");
    await open(exchangeWith(talkative, undefined, 6, log), 0, sleep, sleepOver(1));
    expect(lines).toEqual([
      ["info", "before"],
      ["warn", "after"],
    ]);
  });
});

describe("an endpoint", () => {
  const endpoint = new Endpoint({
    services: [
      service({ name: "S", handlers: { h: () => 1 } }),
      object({
        name: "O",
        handlers: { add: () => 1, get: shared(() => 2) },
        options: { inactivityTimeoutMs: 5, retryPolicy: { onMaxAttempts: "Kill" } },
      }),
      workflow({ name: "W", handlers: { run: () => 1, ask: () => 2 } }),
    ],
    nowMs: () => 0,
  });
  const never = { onWork: (): void => expect.fail("no work") };

  it("describes its services in a manifest of version 4", () => {
    const json = {
      input: { required: false, contentType: "application/json" },
      output: { contentType: "application/json", setContentTypeIfEmpty: false },
    };
    expect(endpoint.manifest()).toEqual({
      protocolMode: "BIDI_STREAM",
      minProtocolVersion: 5,
      maxProtocolVersion: 7,
      services: [
        { name: "S", ty: "SERVICE", handlers: [{ name: "h", ...json }] },
        {
          name: "O",
          ty: "VIRTUAL_OBJECT",
          handlers: [
            { name: "add", ty: "EXCLUSIVE", ...json },
            { name: "get", ty: "SHARED", ...json },
          ],
          inactivityTimeout: 5,
          retryPolicyOnMaxAttempts: "KILL",
        },
        {
          name: "W",
          ty: "WORKFLOW",
          handlers: [
            { name: "run", ty: "WORKFLOW", ...json },
            { name: "ask", ty: "SHARED", ...json },
          ],
        },
      ],
    });
    const discovered = endpoint.answer({ path: "/discover", headers: new Map() }, never);
    expect(discovered).toMatchObject({ _tag: "Whole", status: 200 });
    expect(discovered.headers.get("content-type")).toMatch(/endpointmanifest\.v4\+json$/);
  });

  it("answers 415 to other versions and 404 to what is not bound", () => {
    const invoke = (path: string, type: string) =>
      endpoint.answer({ path, headers: new Map([["content-type", type]]) }, never);
    const later = "application/vnd.restate.invocation.v8";
    expect(invoke("/invoke/S/h", later)).toMatchObject({ status: 415 });
    expect(invoke("/invoke/S/h", contentType(7))).toMatchObject({ status: 200, _tag: "Stream" });
    expect(invoke("/invoke/S/h", contentType(5))).toMatchObject({ status: 200, _tag: "Stream" });
    const unbound = invoke("/invoke/S/nope", contentType(6));
    expect(unbound).toMatchObject({
      status: 404,
      body: encodeUtf8("no handler 'S/nope' is bound to this endpoint"),
    });
    expect(invoke("/elsewhere", contentType(6))).toMatchObject({ status: 404 });
  });
});
