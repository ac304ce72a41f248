import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A signal comes before its receiver has started: it is kept for it. */
export const earlySignal: Scenario = {
  name: "early-signal",
  says: "a handler signals an invocation that starts only in three seconds, and waits for its end",
  services: (stage) => [
    service({
      name: "Sender",
      handlers: {
        send: async (ctx: Context) => {
          const later = { service: "Receiver", handler: "wait", delayMs: 3_000 };
          const id = await ctx.send(later);
          ctx.sendSignal(id, "go", "now");
          return ctx.attach<string>(id);
        },
      },
    }),
    service({
      name: "Receiver",
      handlers: {
        wait: async (ctx: Context) => {
          const when = await ctx.signal<string>("go");
          await stage.act(ctx, "go");
          return `went ${when}`;
        },
      },
    }),
  ],
  clients: {
    *starter(client) {
      yield* client.call("Sender/send");
    },
  },
  ends: ["starter: went now", "did: go"],
  reaches: ["signalled", "attached", "scheduled"],
};
