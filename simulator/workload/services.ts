import {
  type Context,
  object,
  service,
  type ServiceDefinition,
  shared,
  workflow,
} from "@holdfast/sdk";
import { KEYLESS_LIAR, LIAR } from "../liar.ts";
import { interpret } from "./interpret.ts";
import type { Outside } from "./outside.ts";
import type { Step } from "./step.ts";

/** A request for a program; the token comes back in the answer. */
export interface Program {
  readonly token: string;
  readonly steps: readonly Step[];
}

/** A request to a counter; a slow one sleeps between its read and its write. */
export interface Addition {
  readonly token: string;
  readonly slow: boolean;
}

/** A request to a workflow; a patient one waits for its promise without end. */
export interface FlowRequest {
  readonly token: string;
  readonly patient: boolean;
}

/** A service whose code is another in some attempts: those fail, and change nothing. */
export const FICKLE = "Fickle";

const PROMISE = "go";
const SLOW_MS = 30;
const IMPATIENT_MS = 2_000;

/** A service that is deployed late: calls before that are refused, and tried again. */
export function lateServices(outside: Outside): readonly ServiceDefinition[] {
  const late = service({
    name: "Late",
    handlers: {
      greet: async (ctx: Context, { token }: Program) => {
        return { token, seen: await ctx.run("greet", () => outside.effect("greet", 0)) };
      },
    },
  });
  return [late];
}

/** The services that every world runs: each tries to make one claim fail. */
export function simulatedServices(outside: Outside): readonly ServiceDefinition[] {
  const counter = object({
    name: "Counter",
    handlers: {
      add: async (ctx: Context, { token, slow }: Addition) => {
        const before = (await ctx.get<number>("n")) ?? 0;
        outside.observe("before", before);
        if (slow) await ctx.sleep(SLOW_MS);
        ctx.set("n", before + 1);
        outside.stumble();
        return { token, value: before + 1 };
      },
      get: shared(async (ctx: Context) => ctx.get("n")),
    },
  });
  const worker = service({
    name: "Worker",
    handlers: {
      work: async (ctx: Context, { token, steps }: Program) => {
        return { token, seen: await interpret(ctx, outside, steps) };
      },
    },
  });
  const box = object({
    name: "Box",
    handlers: {
      exec: async (ctx: Context, { token, steps }: Program) => {
        return { token, seen: await interpret(ctx, outside, steps) };
      },
    },
  });
  const flow = workflow({
    name: "Flow",
    handlers: {
      run: async (ctx: Context, { token, patient }: FlowRequest) => {
        ctx.set("stage", "waiting");
        const go = ctx.promise<string>(PROMISE).get();
        const value = patient
          ? await go
          : await Promise.race([go, ctx.sleep(IMPATIENT_MS).then(() => "alone")]);
        outside.observe("go", value);
        ctx.set("stage", "done");
        return { token, value };
      },
      watch: async (ctx: Context, { token, patient }: FlowRequest) => {
        const go = ctx.promise<string>(PROMISE).get();
        const value = patient
          ? await go
          : await Promise.race([go, ctx.sleep(IMPATIENT_MS).then(() => "nothing")]);
        outside.observe("watched", value);
        return { token, value };
      },
      look: async (ctx: Context, { token }: FlowRequest) => {
        const value = await ctx.promise<string>(PROMISE).peek();
        outside.observe("looked", value);
        return { token, value };
      },
      poke: async (ctx: Context, { token }: FlowRequest) => {
        const result = await ctx
          .promise<string>(PROMISE)
          .resolve(token)
          .then(
            () => "first",
            (error) => String(error),
          );
        outside.observe("poked", result);
        return { token, value: result };
      },
    },
  });
  const fickle = service({
    name: FICKLE,
    handlers: {
      work: async (ctx: Context, { token, steps }: Program) => {
        const isOther = outside.changesCode();
        const program = isOther ? [...steps, ...steps].toReversed() : steps;
        return { token, seen: await interpret(ctx, outside, program, isOther ? "other" : "") };
      },
    },
  });
  // Its attempts never come here: a liar takes them.
  const handlers = { lie: () => "never" };
  const liar = object({ name: LIAR, handlers: { ...handlers, look: shared(() => "never") } });
  const keylessLiar = service({ name: KEYLESS_LIAR, handlers });
  return [counter, worker, box, flow, fickle, liar, keylessLiar];
}
