import { type Context, shared, TerminalError, workflow } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** Two handlers wait for one promise: both are woken, and whoever comes too late to keep it is told. */
export const promiseForTwo: Scenario = {
  name: "promise-for-two",
  says: "two handlers of a workflow wait for one promise, and two clients try to complete it",
  services: (stage) => [
    workflow({
      name: "Vote",
      handlers: {
        run: async (ctx: Context) => {
          stage.sign("running");
          const winner = await ctx.promise<string>("winner").get();
          await stage.act(ctx, "publish");
          return winner;
        },
        watch: shared(async (ctx: Context) => {
          stage.sign("watching");
          return ctx.promise<string>("winner").get();
        }),
        decide: shared(async (ctx: Context, name: string) => {
          try {
            await ctx.promise<string>("winner").resolve(name);
            return "decided";
          } catch (error) {
            if (!(error instanceof TerminalError)) throw error;
            return "too late";
          }
        }),
      },
    }),
  ],
  clients: {
    *candidate(client) {
      yield* client.attach(yield* client.send("Vote/v/run"));
    },
    *watcher(client) {
      yield* client.until("running");
      yield* client.call("Vote/v/watch");
    },
    *judge(client) {
      yield* client.until("watching");
      yield* client.wait(3_000);
      yield* client.call("Vote/v/decide", "Ada");
      yield* client.call("Vote/v/decide", "Eve");
    },
  },
  ends: ["candidate: Ada", "watcher: Ada", "judge: decided, too late", "did: publish"],
  reaches: ["promise completed", "suspended", "woken"],
  needs: (settings) => ({
    ...settings,
    config: {
      ...settings.config,
      defaults: { ...settings.config.defaults, inactivityTimeoutMs: 1_000 },
    },
  }),
};
