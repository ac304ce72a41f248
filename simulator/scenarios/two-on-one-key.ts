import { type Context, object } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** The least that a lock is for: two clients, one object, no more than a read and a write. */
export const twoOnOneKey: Scenario = {
  name: "two-on-one-key",
  says: "two clients add to one counter at once, and the second sees what the first wrote",
  services: () => [
    object({
      name: "Counter",
      handlers: {
        add: async (ctx: Context) => {
          const next = ((await ctx.get<number>("n")) ?? 0) + 1;
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
  },
  ends: ["adder: 1", "adder: 2", "Counter/c: n=2"],
  reaches: ["inboxed", "inboxed then started"],
  small: true,
};
