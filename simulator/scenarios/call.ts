import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** The plainest of all: a client calls, a handler does two things, the client is told. */
export const call: Scenario = {
  name: "call",
  says: "a client calls a service, which does two things and answers",
  services: (stage) => [
    service({
      name: "Shop",
      handlers: {
        order: async (ctx: Context, item: string) => {
          const charged = await stage.act(ctx, "charge");
          const shipped = await stage.act(ctx, "ship");
          return `${item}: ${charged}, ${shipped}`;
        },
      },
    }),
  ],
  clients: {
    *buyer(client) {
      yield* client.call("Shop/order", "tea");
    },
  },
  ends: ["buyer: tea: charge, ship", "did: charge, ship"],
  reaches: ["completed", "run completed"],
  small: true,
};
