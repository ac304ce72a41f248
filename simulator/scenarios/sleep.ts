import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A handler sleeps, and goes on where it was when its time has come. */
export const sleep: Scenario = {
  name: "sleep",
  says: "a handler does something, sleeps for ten seconds, and does something else",
  services: (stage) => [
    service({
      name: "Reminder",
      handlers: {
        remind: async (ctx: Context) => {
          await stage.act(ctx, "note");
          await ctx.sleep(10_000);
          await stage.act(ctx, "ring");
          return "reminded";
        },
      },
    }),
  ],
  clients: {
    *sleeper(client) {
      yield* client.call("Reminder/remind");
    },
  },
  ends: ["sleeper: reminded", "did: note, ring"],
  reaches: ["slept"],
  small: true,
};
