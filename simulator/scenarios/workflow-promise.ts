import { type Context, shared, workflow } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A workflow waits for a promise that another of its handlers keeps. */
export const workflowPromise: Scenario = {
  name: "workflow-promise",
  says: "a workflow waits for a durable promise, and a second client completes it",
  services: (stage) => [
    workflow({
      name: "Payment",
      handlers: {
        run: async (ctx: Context) => {
          await stage.act(ctx, "charge");
          stage.sign("charged");
          const reference = await ctx.promise<string>("bank").get();
          ctx.set("reference", reference);
          return `paid by ${reference}`;
        },
        confirm: shared(async (ctx: Context, reference: string) => {
          await ctx.promise<string>("bank").resolve(reference);
          return "thanks";
        }),
      },
    }),
  ],
  clients: {
    *buyer(client) {
      yield* client.attach(yield* client.send("Payment/o1/run"));
    },
    *bank(client) {
      yield* client.until("charged");
      yield* client.call("Payment/o1/confirm", "B-7");
    },
  },
  ends: ["buyer: paid by B-7", "bank: thanks", 'Payment/o1: reference="B-7"', "did: charge"],
  reaches: ["promise completed", "completed"],
};
