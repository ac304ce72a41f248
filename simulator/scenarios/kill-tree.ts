import { type Context, object, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** The root of a tree of calls is killed: all of it ends, nobody is asked, and the lock is free. */
export const killTree: Scenario = {
  name: "kill-tree",
  says: "a client kills the root of a tree of calls, and the object at its end serves others again",
  services: (stage) => [
    service({
      name: "Root",
      handlers: {
        work: (ctx: Context) => ctx.call({ service: "Branch", handler: "work" }),
      },
    }),
    service({
      name: "Branch",
      handlers: {
        work: (ctx: Context) => ctx.call({ service: "Leaf", key: "l", handler: "hold" }),
      },
    }),
    object({
      name: "Leaf",
      handlers: {
        hold: async (ctx: Context) => {
          await stage.act(ctx, "hold");
          stage.sign("held");
          await ctx.awakeable().promise;
        },
        ask: () => "free",
      },
    }),
  ],
  clients: {
    *owner(client) {
      const id = yield* client.send("Root/work");
      yield* client.until("held");
      yield* client.operate("Kill", id);
      yield* client.attach(id);
      yield* client.call("Leaf/l/ask");
    },
  },
  ends: ["owner: 409 killed, free", "did: hold"],
  reaches: ["killed"],
};
