import { createServer } from "node:http";
import * as http2 from "node:http2";

import * as restate from "@restatedev/restate-sdk";

import type { Program } from "../program.ts";
import { interpret } from "./interpreter.ts";

/** The contexts of the kinds differ in type alone: a program uses what its handler has. */
const run = (ctx: restate.Context, program: Program): Promise<unknown[]> =>
  interpret(ctx as restate.WorkflowContext, program);

const service = restate.service({
  name: "Int",
  handlers: {
    run,
    echo: async (_ctx: restate.Context, value: unknown): Promise<unknown> => value,
    nothing: async (_ctx: restate.Context): Promise<void> => undefined,
    raw: restate.handlers.handler(
      { input: restate.serde.binary, output: restate.serde.binary },
      async (_ctx: restate.Context, bytes: Uint8Array): Promise<Uint8Array> => bytes,
    ),
    hidden: restate.handlers.handler({ ingressPrivate: true }, run),
  },
});

const object = restate.object({
  name: "IntObj",
  handlers: {
    run: (ctx: restate.ObjectContext, program: Program): Promise<unknown[]> => run(ctx, program),
    look: restate.handlers.object.shared(
      (ctx: restate.ObjectSharedContext, program: Program): Promise<unknown[]> => run(ctx, program),
    ),
  },
});

const workflow = restate.workflow({
  name: "IntWf",
  handlers: {
    run: (ctx: restate.WorkflowContext, program: Program): Promise<unknown[]> => run(ctx, program),
    look: restate.handlers.workflow.shared(
      (ctx: restate.WorkflowSharedContext, program: Program): Promise<unknown[]> =>
        run(ctx, program),
    ),
  },
});

const endpoint = restate.endpoint().bind(service).bind(object).bind(workflow);
const server =
  process.env["TRANSPORT"] === "http1"
    ? createServer(endpoint.http1Handler())
    : http2.createServer(endpoint.http2Handler());

server.listen(Number(process.env["PORT"]), "127.0.0.1", () => {
  process.stdout.write("service ready\n");
});

// Whoever started us holds the other end: when it is gone, so are we.
process.stdin.on("end", () => process.exit()).resume();
