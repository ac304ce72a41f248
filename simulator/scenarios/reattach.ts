import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A client loses patience, hangs up, and comes back: it is told the same, and nothing is done twice. */
export const reattach: Scenario = {
  name: "reattach",
  says: "a client hangs up while its call runs, and calls under the same key again when it is over",
  services: (stage) => [
    service({
      name: "Report",
      handlers: {
        write: async (ctx: Context) => {
          await stage.act(ctx, "draft");
          await ctx.sleep(2_000);
          await stage.act(ctx, "print");
          return "printed";
        },
      },
    }),
  ],
  clients: {
    *reader(client) {
      yield* client.abandon("Report/write", null, "daily", 1_000);
      yield* client.wait(4_000);
      yield* client.call("Report/write", null, { key: "daily" });
    },
  },
  ends: ["reader: printed", "did: draft, print"],
  reaches: ["slept"],
};
