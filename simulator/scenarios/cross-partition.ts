import { type Context, object } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** Objects on three partitions: calls and answers are messages between engines. */
export const crossPartition: Scenario = {
  name: "cross-partition",
  says: "an object calls objects on other engines, one after the other, and sends to one of them",
  services: (stage) => [
    object({
      name: "Node",
      handlers: {
        walk: async (ctx: Context, way: readonly string[]) => {
          const [next, ...rest] = way;
          ctx.set("left", rest.length);
          await stage.act(ctx, "step");
          if (next === undefined) return ctx.key;
          const there = { service: "Node", key: next } as const;
          await ctx.send({ ...there, handler: "mark", input: ctx.key });
          return `${ctx.key}>${await ctx.call<string>({ ...there, handler: "walk", input: rest })}`;
        },
        mark: (ctx: Context, from: string) => ctx.set("marked by", from),
      },
    }),
  ],
  clients: {
    *walker(client) {
      yield* client.call("Node/a/walk", ["b", "c", "d", "e"]);
    },
  },
  ends: [
    "walker: a>b>c>d>e",
    "Node/a: left=3",
    'Node/b: left=2 marked by="a"',
    'Node/c: left=1 marked by="b"',
    'Node/d: left=0 marked by="c"',
    'Node/e: left=0 marked by="d"',
    "did: step",
  ],
  reaches: ["message between partitions"],
  needs: (settings) => ({ ...settings, partitions: 3 }),
};
