import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** An outcome is purged: nobody finds it any more, and its key begins anew. */
export const purge: Scenario = {
  name: "purge",
  says: "a client purges what has ended, is told of nothing then, and calls under the same key again",
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
      yield* client.operate("Purge", id);
      yield* client.output(id);
      yield* client.call("Report/write", "second", { key: "daily" });
    },
  },
  ends: ["editor: first, not found, second", "did: write first, write second"],
  reaches: ["forgotten"],
};
