import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** New code is deployed while the old works: what began on the old ends on it. */
export const newDeployment: Scenario = {
  name: "new-deployment",
  says: "a new deployment is registered while a handler sleeps; it ends on the old, others begin on the new",
  services: (stage) => [
    service({
      name: "Greeter",
      handlers: {
        greet: async (ctx: Context) => {
          await stage.act(ctx, "old hello");
          stage.sign("greeting");
          await ctx.sleep(5_000);
          await stage.act(ctx, "old goodbye");
          return "old";
        },
      },
    }),
  ],
  nextServices: (stage) => [
    service({
      name: "Greeter",
      handlers: {
        greet: async (ctx: Context) => {
          await stage.act(ctx, "new hello");
          return "new";
        },
      },
    }),
  ],
  clients: {
    *early(client) {
      yield* client.call("Greeter/greet");
    },
    *late(client) {
      yield* client.until("greeting");
      yield* client.deploy();
      yield* client.call("Greeter/greet");
    },
  },
  ends: ["early: old", "late: new", "did: new hello, old goodbye, old hello"],
  reaches: ["slept"],
};
