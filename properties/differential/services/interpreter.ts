import * as restate from "@restatedev/restate-sdk";

import type { Leaf, Op, Program } from "../program.ts";

/** What every kind of handler has; the operations of the others fail on it, as they should. */
type Context = restate.WorkflowContext;

const NEVER_MS = 24 * 3_600_000;

/** Counts what failed on purpose, by invocation and place: outside of any journal. */
const failures = new Map<string, number>();

/** Runs a program and gives what its steps gave. */
export async function interpret(ctx: Context, program: Program): Promise<unknown[]> {
  return runAll(ctx, program, ctx.request().id);
}

async function runAll(ctx: Context, program: Program, at: string): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const [index, op] of program.entries()) {
    results.push((await run(ctx, op, `${at}/${index}`)) ?? null);
  }
  return results;
}

async function run(ctx: Context, op: Op, at: string): Promise<unknown> {
  switch (op.do) {
    case "value":
      return op.value;
    case "set":
      return ctx.set(op.key, op.value);
    case "get":
      return ctx.get(op.key);
    case "clear":
      return ctx.clear(op.key);
    case "clearAll":
      return ctx.clearAll();
    case "keys":
      return ctx.stateKeys();
    case "headers":
      return [...ctx.request().headers.keys()].filter((name) => name.startsWith("x-"));
    case "forever":
      return ctx.sleep(NEVER_MS);
    case "sleep":
      return ctx.sleep(op.ms);
    case "run":
      return ctx.run("step", () => step(op, at), { initialRetryInterval: 20 });
    case "call":
      return ctx.genericCall<Program, unknown>(target(op.to, op.program));
    case "send":
      ctx.genericSend<Program>({ ...target(op.to, op.program), delay: op.delayMs ?? 0 });
      return "sent";
    case "sendAndAttach":
      return ctx.attach(await ctx.genericSend<Program>(target(op.to, op.program)).invocationId);
    case "sendAndCancel":
      return sendAndCancel(ctx, op.to);
    case "awakeable":
      return awakeable(ctx, op.value, op.reject === true);
    case "promise":
      return ctx.promise(op.name).get();
    case "peek":
      return ctx.promise(op.name).peek();
    case "resolve":
      return ctx.promise(op.name).resolve(op.value);
    case "reject":
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the SDK takes a text
      return ctx.promise(op.name).reject(op.value);
    case "all":
    case "race":
    case "any":
    case "allSettled":
      return settled(combine(ctx, op.do, op.of));
    case "timeout":
      return settled(ctx.awakeable().promise.orTimeout(op.ms));
    case "try":
      return settled(runAll(ctx, op.body, at));
    case "throw":
      throw new restate.TerminalError(op.message, {
        errorCode: op.code,
        ...(op.metadata === undefined ? {} : { metadata: { ...op.metadata } }),
      });
    case "crash":
      return failFirst(at, op.times);
    default:
      return op satisfies never;
  }
}

function step(op: Extract<Op, { do: "run" }>, at: string): unknown {
  if (op.code !== undefined) throw new restate.TerminalError("run refused", { errorCode: op.code });
  failFirst(at, op.fails ?? 0);
  return op.value;
}

/** Throws the first `times` times that this place is reached. */
function failFirst(at: string, times: number): string {
  const count = failures.get(at) ?? 0;
  failures.set(at, count + 1);
  if (count < times) throw new Error(`fails on purpose, ${count + 1} of ${times}`);
  return `after ${times}`;
}

async function sendAndCancel(ctx: Context, to: string): Promise<unknown> {
  const id = await ctx.genericSend<Program>(target(to, [{ do: "forever" }])).invocationId;
  await ctx.sleep(100);
  ctx.cancel(id);
  return settled(ctx.attach(id));
}

async function awakeable(ctx: Context, value: unknown, reject: boolean): Promise<unknown> {
  const { id, promise } = ctx.awakeable();
  if (reject) ctx.rejectAwakeable(id, String(value));
  else ctx.resolveAwakeable(id, value);
  return settled(promise);
}

function combine(
  ctx: Context,
  how: "all" | "race" | "any" | "allSettled",
  leaves: readonly Leaf[],
): Promise<unknown> {
  const promises = leaves.map((leaf) => future(ctx, leaf));
  switch (how) {
    case "all":
      return restate.RestatePromise.all(promises);
    case "race":
      return restate.RestatePromise.race(promises);
    case "any":
      return restate.RestatePromise.any(promises);
    case "allSettled":
      return restate.RestatePromise.allSettled(promises).then((ends) =>
        ends.map((end) => (end.status === "fulfilled" ? end.value : String(end.reason))),
      );
    default:
      return how satisfies never;
  }
}

function future(ctx: Context, leaf: Leaf): restate.RestatePromise<unknown> {
  switch (leaf.is) {
    case "value":
      return ctx.run("leaf", () => leaf.value);
    case "failure":
      return ctx.run("leaf", () => {
        throw new restate.TerminalError(leaf.message);
      });
    case "never":
      return ctx.awakeable().promise;
    default:
      return leaf satisfies never;
  }
}

/** The outcome as a value; errors that are not terminal go on. */
async function settled<A>(promise: Promise<A>): Promise<unknown> {
  try {
    return { gave: (await promise) ?? null };
  } catch (error) {
    if (!(error instanceof restate.TerminalError)) throw error;
    const { code, message, metadata } = error;
    return { failed: { code, message, metadata: metadata ?? null } };
  }
}

/** `Int` is the service; `IntObj/key` and `IntWf/key` are an object and a workflow. */
function target(to: string, parameter: Program): restate.GenericCall<Program, unknown> {
  const [service = "", key] = to.split("/");
  const serdes = { inputSerde: json<Program>(), outputSerde: json<unknown>() };
  const call = { service, method: "run", parameter, ...serdes };
  return key === undefined ? call : { ...call, key };
}

function json<A>(): restate.Serde<A> {
  return restate.serde.json as restate.Serde<A>;
}
