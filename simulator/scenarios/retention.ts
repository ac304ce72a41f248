import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** Twenty seconds after the end, an outcome that is kept for ten is gone, and its key free. */
export const retention: Scenario = {
  name: "retention",
  says: "an outcome is kept for ten seconds; then its key begins a new invocation",
  services: (stage) => [
    service({
      name: "Report",
      handlers: {
        write: async (ctx: Context, edition: string) => {
          await stage.act(ctx, `write ${edition}`);
          return edition;
        },
      },
    }),
  ],
  clients: {
    *editor(client) {
      yield* client.call("Report/write", "first", { key: "daily" });
      const id = yield* client.send("Report/write", "none", { key: "daily" });
      yield* client.wait(20_000);
      yield* client.output(id);
      yield* client.call("Report/write", "second", { key: "daily" });
    },
  },
  ends: ["editor: first, not found, second", "did: write first, write second"],
  reaches: ["forgotten"],
  spares: {
    "clock-jump": "a clock that jumps ends the retention before the client has asked again",
  },
  needs: (settings) => ({
    ...settings,
    config: {
      ...settings.config,
      defaults: {
        ...settings.config.defaults,
        journalRetentionMs: 10_000,
        idempotencyRetentionMs: 10_000,
      },
    },
  }),
};
