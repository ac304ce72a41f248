import * as http2 from "node:http2";

import * as restate from "@restatedev/restate-sdk";

interface Bench {
  readonly noop: (ctx: restate.Context, value: unknown) => Promise<unknown>;
}

/** As many runs as that, one after the other, and the sum of what they gave. */
async function runs(ctx: restate.Context, count: number): Promise<number> {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += await ctx.run(`run ${i}`, () => i);
  return sum;
}

const bench = restate.service({
  name: "Bench",
  handlers: {
    noop: async (_ctx: restate.Context, value: unknown): Promise<unknown> => value ?? null,
    runs3: (ctx: restate.Context): Promise<number> => runs(ctx, 3),
    runs10: (ctx: restate.Context): Promise<number> => runs(ctx, 10),
    chain: (ctx: restate.Context, value: unknown): Promise<unknown> =>
      ctx.serviceClient<Bench>({ name: "Bench" }).noop(value),
  },
});

const counter = restate.object({
  name: "BenchCounter",
  handlers: {
    add: async (ctx: restate.ObjectContext, by: number): Promise<number> => {
      const sum = ((await ctx.get<number>("sum")) ?? 0) + by;
      ctx.set("sum", sum);
      return sum;
    },
  },
});

const endpoint = restate.endpoint().bind(bench).bind(counter);
const server = http2.createServer(endpoint.http2Handler());
server.listen(Number(process.env["PORT"]), "127.0.0.1", () => {
  process.stdout.write("service ready\n");
});

// Whoever started us holds the other end: when it is gone, so are we.
process.stdin.on("end", () => process.exit()).resume();
