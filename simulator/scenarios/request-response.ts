import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** An endpoint that cannot stream: every wait ends the attempt, and the next one begins with more. */
export const requestResponse: Scenario = {
  name: "request-response",
  says: "an endpoint that answers whole requests only is called anew for each thing that it waits for",
  services: (stage) => [
    service({
      name: "Lambda",
      handlers: {
        work: async (ctx: Context) => {
          await stage.act(ctx, "one");
          await ctx.sleep(1_000);
          await stage.act(ctx, "two");
          return "worked";
        },
      },
    }),
  ],
  clients: {
    *caller(client) {
      yield* client.call("Lambda/work");
    },
  },
  ends: ["caller: worked", "did: one, two"],
  reaches: ["suspended", "woken", "slept"],
  needs: (settings) => ({ ...settings, protocolMode: "RequestResponse" }),
};
