import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A handler waits for somebody outside, who is told whom to wake. */
export const awakeable: Scenario = {
  name: "awakeable",
  says: "a handler hands out an awakeable, and a client outside resolves it",
  services: (stage) => [
    service({
      name: "Approval",
      handlers: {
        ask: async (ctx: Context) => {
          const { id, promise } = ctx.awakeable<string>();
          await stage.act(ctx, "send letter");
          stage.sign("asked", id);
          return `the boss says ${await promise}`;
        },
      },
    }),
  ],
  clients: {
    *asker(client) {
      yield* client.call("Approval/ask");
    },
    *boss(client) {
      const id = yield* client.until("asked");
      yield* client.resolveAwakeable(id, "yes");
    },
  },
  ends: ["asker: the boss says yes", "boss: ", "did: send letter"],
  reaches: ["completed"],
  small: true,
};
