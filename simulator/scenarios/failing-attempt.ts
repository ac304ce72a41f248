import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A handler throws what is not terminal: the attempt is tried again, from what is stored. */
export const failingAttempt: Scenario = {
  name: "failing-attempt",
  says: "a handler throws twice between two steps, and each time the next attempt gets further",
  services: (stage) => {
    let throws = 2;
    return [
      service({
        name: "Job",
        handlers: {
          work: async (ctx: Context) => {
            await stage.act(ctx, "one");
            if (throws-- > 0) throw new Error("out of memory");
            await stage.act(ctx, "two");
            return "worked";
          },
        },
      }),
    ];
  },
  clients: {
    *caller(client) {
      yield* client.call("Job/work");
    },
  },
  ends: ["caller: worked", "did: one, two"],
  reaches: ["backed off", "retried"],
  small: true,
};
