import { type Context, service, TerminalError } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** The root of three calls is cancelled: each of them hears of it, cleans up, and ends. */
export const cancelTree: Scenario = {
  name: "cancel-tree",
  says: "a client cancels the root of a tree of calls, and each call in it undoes what it did",
  services: (stage) => {
    const level = (name: string, below: string | null) =>
      service({
        name,
        handlers: {
          work: async (ctx: Context) => {
            await stage.act(ctx, `begin ${name}`);
            try {
              if (below !== null) return await ctx.call({ service: below, handler: "work" });
              stage.sign("all began");
              return await ctx.sleep(200_000);
            } catch (error) {
              if (!(error instanceof TerminalError)) throw error;
              await stage.act(ctx, `undo ${name}`);
              throw error;
            }
          },
        },
      });
    return [level("Root", "Branch"), level("Branch", "Leaf"), level("Leaf", null)];
  },
  clients: {
    *owner(client) {
      const id = yield* client.send("Root/work");
      yield* client.until("all began");
      yield* client.operate("Cancel", id);
      yield* client.attach(id);
    },
  },
  ends: [
    "owner: 409 Cancelled",
    "did: begin Branch, begin Leaf, begin Root, undo Branch, undo Leaf, undo Root",
  ],
  reaches: ["completed with failure"],
};
