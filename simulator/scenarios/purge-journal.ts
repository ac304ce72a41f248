import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** The journal of what has ended is forgotten; its outcome is not. */
export const purgeJournal: Scenario = {
  name: "purge-journal",
  says: "a client forgets the journal of what has ended, and is told its outcome all the same",
  services: (stage) => [
    service({
      name: "Report",
      handlers: {
        write: async (ctx: Context) => {
          await stage.act(ctx, "write");
          return "written";
        },
      },
    }),
  ],
  clients: {
    *editor(client) {
      const id = yield* client.send("Report/write");
      yield* client.attach(id);
      yield* client.operate("PurgeJournal", id);
      yield* client.output(id);
    },
  },
  ends: ["editor: written, written", "did: write"],
  reaches: ["journal purged"],
};
