import { type Context, type Later, TerminalError } from "@holdfast/sdk";
import type { Outside } from "./outside.ts";
import type { Part, Step } from "./step.ts";

/** How long before the start of its receiver an early signal is sent; milliseconds. */
const EARLY_MS = 100;

/** Runs a program inside a handler, and tells the outside of everything that it sees. */
export async function interpret(
  ctx: Context,
  outside: Outside,
  steps: readonly Step[],
  place = "",
): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for (const [index, step] of steps.entries()) {
    const at = `${place}/${index}`;
    // Beside another program an error of one would leave the other's commands in the journal.
    if (!isBeside(place)) outside.stumble();
    const value = await perform(ctx, outside, step, at);
    outside.observe(at, value);
    seen.push(value);
  }
  return seen;
}

async function perform(ctx: Context, outside: Outside, step: Step, at: string): Promise<unknown> {
  switch (step.do) {
    case "run":
      return ctx.run(at, () => outside.effect(at, step.ms));
    case "sleep":
      // Now and then two that end at the same time.
      if (step.ms % 4 === 3) await Promise.all([ctx.sleep(step.ms), ctx.sleep(step.ms)]);
      else await ctx.sleep(step.ms);
      return "slept";
    case "add":
      return ctx.call({
        service: "Counter",
        handler: "add",
        key: step.key,
        input: { token: at, slow: step.slow },
      });
    case "send":
      return ctx.send({
        service: "Counter",
        handler: "add",
        key: step.key,
        input: { token: at, slow: false },
        delayMs: step.delayMs,
      });
    case "work": {
      const { idempotencyKey, steps } = step;
      const token = idempotencyKey ?? at;
      const request = { service: "Worker", handler: "work", input: { token, steps } };
      return ctx.call(idempotencyKey === null ? request : { ...request, idempotencyKey });
    }
    case "cancel": {
      const id = await start(ctx, step.steps, at);
      if (step.afterMs > 0) await ctx.sleep(step.afterMs);
      ctx.cancel(id);
      return id;
    }
    case "attach": {
      const id = await start(ctx, step.steps, at);
      return Promise.all([ctx.attach(id), ctx.attach(id)]);
    }
    case "awake":
      return awake(ctx, outside, step.ms, at);
    case "both":
      return Promise.all([
        interpret(ctx, outside, step.a, `${at}a`),
        interpret(ctx, outside, step.b, `${at}b`),
      ]);
    case "gather":
      return gather(ctx, outside, step, at).then(
        (value) => JSON.stringify(value),
        (error: unknown) => failure(error),
      );
    case "put":
      ctx.set(step.key, step.value);
      return null;
    case "take":
      return ctx.get(step.key);
    case "keys":
      return ctx.stateKeys();
    case "clear":
      if (step.key === null) ctx.clearAll();
      else ctx.clear(step.key);
      return null;
    case "signal":
      return signal(ctx, step.first, at);
    case "heed":
      // Whoever was to send it may be cancelled before it has.
      return Promise.race([ctx.signal(step.name), ctx.sleep(2_000).then(() => "no signal")]);
    case "flow": {
      const request = {
        service: "Flow",
        key: step.key,
        input: { token: step.key, patient: false },
      };
      await ctx.call({ ...request, handler: "poke" });
      return ctx.call({ ...request, handler: "run" }).catch(failure);
    }
    case "flaky": {
      const retry = { maxAttempts: step.attempts, intervalMs: 10 };
      return ctx.run(at, () => outside.flakyEffect(at), retry).catch(failure);
    }
    case "late":
      // What the runs propose comes from an attempt that was refused, and maybe overtaken.
      return Promise.all([
        ...[1, 2, 3].map((n) =>
          ctx.run(`${at}r${n}`, () => outside.effect(`${at}r${n}`, n * step.ms)),
        ),
        ctx.call({ service: "Late", handler: "greet", input: { token: at, steps: [] } }),
      ]);
    case "fail":
      throw new TerminalError("as planned", { code: 422 });
    default:
      return step satisfies never;
  }
}

async function signal(
  ctx: Context,
  first: "signal" | "attach" | "early",
  at: string,
): Promise<unknown> {
  const delayMs = first === "early" ? EARLY_MS : 0;
  const id = await start(ctx, [{ do: "heed", name: "go" }], at, delayMs);
  if (first !== "attach") {
    ctx.sendSignal(id, "go", at);
    return ctx.attach(id);
  }
  const outcome = ctx.attach(id);
  ctx.sendSignal(id, "go", at);
  return outcome;
}

function gather(
  ctx: Context,
  outside: Outside,
  { how, parts }: Extract<Part, { do: "gather" }>,
  at: string,
): Later<unknown> {
  const laters = parts.map((part, index) => begin(ctx, outside, part, `${at}g${index}`));
  switch (how) {
    case "all":
      return ctx.all(laters);
    case "any":
      return ctx.any(laters);
    case "race":
      return ctx.race(laters);
    case "allSettled":
      return ctx.allSettled(laters);
    default:
      return how satisfies never;
  }
}

/** Begins a part of a gathering, without waiting for it. */
function begin(ctx: Context, outside: Outside, part: Part, at: string): Later<unknown> {
  switch (part.do) {
    case "run":
      return ctx.run(at, () => outside.effect(at, part.ms));
    case "sleep":
      return ctx.sleep(part.ms);
    case "add": {
      const input = { token: at, slow: false };
      return ctx.call({ service: "Counter", handler: "add", key: part.key, input });
    }
    case "fail": {
      const steps: readonly Step[] = [{ do: "sleep", ms: part.ms }, { do: "fail" }];
      return ctx.call({ service: "Worker", handler: "work", input: { token: at, steps } });
    }
    case "gather":
      return gather(ctx, outside, part, at);
    default:
      return part satisfies never;
  }
}

/** A terminal failure as a result; any other error fails the attempt. */
function failure(error: unknown): string {
  if (error instanceof TerminalError) return error.message;
  if (error instanceof AggregateError) return error.errors.map(failure).join(" and ");
  throw error;
}

function start(ctx: Context, steps: readonly Step[], at: string, delayMs = 0) {
  return ctx.send({ service: "Worker", handler: "work", input: { token: at, steps }, delayMs });
}

async function awake(ctx: Context, outside: Outside, ms: number, at: string): Promise<unknown> {
  const { id, promise } = ctx.awakeable<number>();
  outside.made(id);
  await ctx.run(at, async () => {
    const value = await outside.effect(at, 0);
    outside.publish(id);
    return value;
  });
  if (ms === 0) return promise;
  return Promise.race([promise, ctx.sleep(ms).then(() => "too late")]);
}

function isBeside(place: string): boolean {
  return /[ab]/.test(place);
}
