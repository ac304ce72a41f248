import { type Context, object } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** Three clients want the same object at once: they are served one after the other. */
export const objectQueue: Scenario = {
  name: "object-queue",
  says: "three clients add to one counter at once, and each sees what the one before it wrote",
  services: (stage) => [
    object({
      name: "Counter",
      handlers: {
        add: async (ctx: Context) => {
          const next = ((await ctx.get<number>("n")) ?? 0) + 1;
          await stage.act(ctx, "look around");
          ctx.set("n", next);
          return next;
        },
      },
    }),
  ],
  clients: {
    *"adder 1"(client) {
      yield* client.call("Counter/c/add");
    },
    *"adder 2"(client) {
      yield* client.call("Counter/c/add");
    },
    *"adder 3"(client) {
      yield* client.call("Counter/c/add");
    },
  },
  ends: ["adder: 1", "adder: 2", "adder: 3", "Counter/c: n=3", "did: look around"],
  reaches: ["inboxed", "inboxed then started"],
};
