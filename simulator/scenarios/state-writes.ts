import { type Context, object } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** Writes, clears and reads of an object's state, within one call and across two. */
export const stateWrites: Scenario = {
  name: "state-writes",
  says: "one call writes, overwrites and clears state, and the next reads what is left",
  services: (stage) => [
    object({
      name: "Cart",
      handlers: {
        fill: async (ctx: Context) => {
          ctx.set("tea", 1);
          ctx.set("milk", 1);
          await stage.act(ctx, "reserve");
          ctx.set("tea", 2);
          ctx.clear("milk");
          return ctx.get("tea");
        },
        look: async (ctx: Context) => {
          const keys = await ctx.stateKeys();
          ctx.clearAll();
          ctx.set("seen", keys);
          return keys;
        },
      },
    }),
  ],
  clients: {
    *buyer(client) {
      yield* client.call("Cart/c/fill");
      yield* client.call("Cart/c/look");
    },
  },
  ends: ['buyer: 2, ["tea"]', 'Cart/c: seen=["tea"]', "did: reserve"],
  reaches: ["eager state read"],
};
