import { type Context, object, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** Messages from one handler to one object arrive in the order in which they were sent. */
export const orderedSends: Scenario = {
  name: "ordered-sends",
  says: "a handler sends four messages to one object, which takes them in order",
  services: (stage) => [
    service({
      name: "Writer",
      handlers: {
        write: async (ctx: Context) => {
          for (const input of ["a", "b", "c", "d"]) {
            await ctx.send({ service: "Book", key: "b", handler: "add", input });
          }
          await stage.act(ctx, "put the pen down");
          return "written";
        },
      },
    }),
    object({
      name: "Book",
      handlers: {
        add: async (ctx: Context, letter: string) => {
          ctx.set("text", ((await ctx.get<string>("text")) ?? "") + letter);
        },
      },
    }),
  ],
  clients: {
    *author(client) {
      yield* client.call("Writer/write");
    },
  },
  ends: ["author: written", 'Book/b: text="abcd"', "did: put the pen down"],
  reaches: ["sent", "inboxed"],
};
