import { type Context, object } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** State that is not sent ahead is asked for, key by key, and read once for all attempts. */
export const lazyState: Scenario = {
  name: "lazy-state",
  says: "an object that is sent no state ahead asks for it, writes it, and asks again",
  services: (stage) => [
    object({
      name: "Counter",
      handlers: {
        add: async (ctx: Context) => {
          const before = (await ctx.get<number>("n")) ?? 0;
          await stage.act(ctx, "look around");
          ctx.set("n", before + 1);
          return [await ctx.stateKeys(), before + 1];
        },
      },
    }),
  ],
  clients: {
    *adder(client) {
      yield* client.call("Counter/c/add");
      yield* client.call("Counter/c/add");
    },
  },
  ends: ['adder: [["n"],1], [["n"],2]', "Counter/c: n=2", "did: look around"],
  reaches: ["lazy state read"],
  needs: (settings) => ({
    ...settings,
    config: {
      ...settings.config,
      defaults: { ...settings.config.defaults, lazyState: true },
    },
  }),
};
