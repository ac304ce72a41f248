import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** Somebody who knows only the key of a call is told its outcome, before the end and after it. */
export const attachByKey: Scenario = {
  name: "attach-by-key",
  says: "a client attaches to a running call by its idempotency key, and once more when it has ended",
  services: (stage) => [
    service({
      name: "Report",
      handlers: {
        write: async (ctx: Context) => {
          await stage.act(ctx, "draft");
          stage.sign("drafted");
          await ctx.sleep(2_000);
          return "written";
        },
      },
    }),
  ],
  clients: {
    *editor(client) {
      yield* client.call("Report/write", null, { key: "daily" });
    },
    *reader(client) {
      yield* client.until("drafted");
      yield* client.attachByKey("Report/write", "daily");
      yield* client.attachByKey("Report/write", "daily");
    },
  },
  ends: ["editor: written", "reader: written, written", "did: draft"],
  reaches: ["completed", "slept"],
};
