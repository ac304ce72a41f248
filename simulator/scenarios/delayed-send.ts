import { type Context, object, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A handler sends something that is to happen later, and does not wait for it. */
export const delayedSend: Scenario = {
  name: "delayed-send",
  says: "a handler sends one message for now and one for in five seconds, and ends before both",
  services: (stage) => [
    service({
      name: "Shop",
      handlers: {
        order: async (ctx: Context) => {
          const post = (input: string, delayMs: number) =>
            ctx.send({ service: "Mail", key: "ada", handler: "post", input, delayMs });
          await post("thanks", 0);
          await post("how was it?", 5_000);
          return "ordered";
        },
      },
    }),
    object({
      name: "Mail",
      handlers: {
        post: async (ctx: Context, text: string) => {
          await stage.act(ctx, `post ${text}`);
          const posted = (await ctx.get<readonly string[]>("posted")) ?? [];
          ctx.set("posted", [...posted, text]);
        },
      },
    }),
  ],
  clients: {
    *buyer(client) {
      yield* client.call("Shop/order");
    },
  },
  ends: [
    "buyer: ordered",
    'Mail/ada: posted=["thanks","how was it?"]',
    "did: post how was it?, post thanks",
  ],
  reaches: ["sent", "scheduled"],
};
