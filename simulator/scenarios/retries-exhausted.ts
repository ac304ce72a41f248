import { type Context, service, TerminalError } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A step never succeeds, its tries come to an end, and what was done is undone. */
export const retriesExhausted: Scenario = {
  name: "retries-exhausted",
  says: "a step fails for good after three tries, and the handler undoes the one before it",
  services: (stage) => [
    service({
      name: "Shop",
      handlers: {
        order: async (ctx: Context) => {
          await stage.act(ctx, "charge");
          try {
            await stage.act(ctx, "ship", { intervalMs: 100, maxAttempts: 3 }, 1_000);
          } catch (error) {
            if (!(error instanceof TerminalError)) throw error;
            await stage.act(ctx, "refund");
            throw new TerminalError("out of stock", { code: 410 });
          }
        },
      },
    }),
  ],
  clients: {
    *buyer(client) {
      yield* client.call("Shop/order");
    },
  },
  ends: ["buyer: 410 out of stock", "did: charge, refund"],
  reaches: ["backed off", "completed with failure"],
};
