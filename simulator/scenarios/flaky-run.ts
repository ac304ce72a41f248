import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A step fails twice for a while, and then succeeds. */
export const flakyRun: Scenario = {
  name: "flaky-run",
  says: "a step fails twice and succeeds the third time; the one before it is not done again",
  services: (stage) => [
    service({
      name: "Shop",
      handlers: {
        order: async (ctx: Context) => {
          await stage.act(ctx, "charge");
          await stage.act(ctx, "ship", { intervalMs: 100 }, 2);
          return "shipped";
        },
      },
    }),
  ],
  clients: {
    *buyer(client) {
      yield* client.call("Shop/order");
    },
  },
  ends: ["buyer: shipped", "did: charge, ship"],
  reaches: ["backed off", "retried"],
  small: true,
};
