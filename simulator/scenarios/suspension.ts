import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** A handler waits for longer than an attempt is kept: it is suspended, and woken by what it waits for. */
export const suspension: Scenario = {
  name: "suspension",
  says: "a handler that waits too long is suspended, and started again when its awakeable is resolved",
  services: (stage) => [
    service({
      name: "Approval",
      handlers: {
        ask: async (ctx: Context) => {
          await stage.act(ctx, "prepare");
          const { id, promise } = ctx.awakeable<string>();
          stage.sign("asked", id);
          const answer = await promise;
          await stage.act(ctx, "file");
          return answer;
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
      yield* client.wait(10_000);
      yield* client.resolveAwakeable(id, "granted");
    },
  },
  ends: ["asker: granted", "boss: ", "did: file, prepare"],
  reaches: ["suspended", "woken"],
  needs: (settings) => ({
    ...settings,
    config: {
      ...settings.config,
      defaults: { ...settings.config.defaults, inactivityTimeoutMs: 1_000 },
    },
  }),
  small: true,
};
