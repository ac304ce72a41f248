import { type Context, object } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** What waits for a lock is cancelled: it ends without having begun, and those behind it move up. */
export const cancelInQueue: Scenario = {
  name: "cancel-in-queue",
  says: "of three calls of one object the second is cancelled while it waits for the first",
  services: (stage) => [
    object({
      name: "Door",
      handlers: {
        pass: async (ctx: Context, name: string) => {
          if (name === "first") {
            const { id, promise } = ctx.awakeable();
            stage.sign("entered", id);
            await promise;
          }
          await stage.act(ctx, `${name} passes`);
          return name;
        },
      },
    }),
  ],
  clients: {
    *guest(client) {
      const first = yield* client.send("Door/d/pass", "first");
      const door = yield* client.until("entered");
      const second = yield* client.send("Door/d/pass", "second");
      const third = yield* client.send("Door/d/pass", "third");
      yield* client.operate("Cancel", second);
      yield* client.attach(second);
      yield* client.resolveAwakeable(door, null);
      yield* client.attach(first);
      yield* client.attach(third);
    },
  },
  ends: ["guest: 409 canceled, first, third", "did: first passes, third passes"],
  reaches: ["inboxed", "cancelled before start"],
};
