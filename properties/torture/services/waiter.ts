import * as restate from "@restatedev/restate-sdk";

import { type Answer, rejectedValue } from "../agreed.ts";
import { append } from "./service-ledger.ts";
import { Steps } from "./steps.ts";

/** A service that waits for the world: it answers with what its awakeable was resolved with. */
export const waiter = restate.service({
  name: "Waiter",
  handlers: {
    wait: async (ctx: restate.Context, input: { nonce: string }): Promise<Answer> => {
      const steps = new Steps(ctx, input.nonce, false);
      const { id, promise } = ctx.awakeable<string>();
      await steps.run();
      await ctx.run("publish", () => {
        append({ _tag: "Waiting", nonce: input.nonce, awakeable: id });
      });
      const value = await promise.then(
        (payload) => payload,
        (error: unknown) => {
          if (error instanceof restate.TerminalError) return rejectedValue(error.message);
          throw error;
        },
      );
      await steps.run(value);
      return steps.answer(value);
    },
  },
});
