import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A handler waits for groups of things on protocol 7, suspended until each group is decided. */
export const combinators: Scenario = {
  name: "combinators",
  says: "a handler waits for all of two calls, then for the first of a call and a sleep, on protocol 7",
  services: (stage) => [
    service({
      name: "Trip",
      handlers: {
        plan: async (ctx: Context) => {
          const quote = (input: string) =>
            ctx.call<string>({ service: "Airline", handler: "quote", input });
          const both = await ctx.all([quote("out"), quote("back")]);
          const first = await ctx.race<string | void>([quote("slow"), ctx.sleep(3_000)]);
          return `${both.join(" and ")}, then ${first ?? "too slow"}`;
        },
      },
    }),
    service({
      name: "Airline",
      handlers: {
        quote: async (ctx: Context, leg: string) => {
          await stage.act(ctx, `quote ${leg}`);
          await ctx.sleep(leg === "slow" ? 250_000 : 2_000);
          return leg;
        },
      },
    }),
  ],
  clients: {
    *traveller(client) {
      yield* client.call("Trip/plan");
    },
  },
  ends: ["traveller: out and back, then too slow", "did: quote back, quote out, quote slow"],
  reaches: ["suspended on a group", "slept", "woken"],
  spares: { "clock-jump": "a clock that jumps ends a long sleep together with a short one" },
  needs: (settings) => ({
    ...settings,
    protocolVersion: 7,
    config: {
      ...settings.config,
      defaults: { ...settings.config.defaults, inactivityTimeoutMs: 500, protocolV7: true },
    },
  }),
};
