import { type Context, object, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A calls B, B calls C: the answers travel back the way the calls came. */
export const callChain: Scenario = {
  name: "call-chain",
  says: "a service calls another, which calls an object; each waits for the answer",
  services: (stage) => [
    service({
      name: "Front",
      handlers: {
        ask: async (ctx: Context, question: string) =>
          `front(${await ctx.call<string>({ service: "Middle", handler: "ask", input: question })})`,
      },
    }),
    service({
      name: "Middle",
      handlers: {
        ask: async (ctx: Context, input: string) => {
          await stage.act(ctx, "think");
          const request = { service: "Oracle", key: "delphi", handler: "ask", input };
          return `middle(${await ctx.call<string>(request)})`;
        },
      },
    }),
    object({
      name: "Oracle",
      handlers: {
        ask: (ctx: Context, question: string) => {
          ctx.set("last", question);
          return question.toUpperCase();
        },
      },
    }),
  ],
  clients: {
    *pilgrim(client) {
      yield* client.call("Front/ask", "why");
    },
  },
  ends: ["pilgrim: front(middle(WHY))", 'Oracle/delphi: last="why"', "did: think"],
  reaches: ["called"],
  small: true,
};
