import { type Context, service } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** An operator pauses what runs, and resumes it: it goes on where it was. */
export const pauseAndResume: Scenario = {
  name: "pause-and-resume",
  says: "an operator pauses a sleeping handler, its time comes meanwhile, and it goes on when resumed",
  services: (stage) => [
    service({
      name: "Report",
      handlers: {
        write: async (ctx: Context) => {
          await stage.act(ctx, "draft");
          stage.sign("drafted");
          await ctx.sleep(5_000);
          await stage.act(ctx, "print");
          return "printed";
        },
      },
    }),
  ],
  clients: {
    *editor(client) {
      const id = yield* client.send("Report/write");
      yield* client.until("drafted");
      yield* client.operate("Pause", id);
      yield* client.wait(10_000);
      yield* client.resume(id);
      yield* client.attach(id);
    },
  },
  ends: ["editor: printed", "did: draft, print"],
  reaches: ["paused by an operator", "resumed"],
};
