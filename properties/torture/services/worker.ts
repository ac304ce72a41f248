import * as restate from "@restatedev/restate-sdk";

import { type Answer, REFUSED_STATUS, refusalOf, valueOf } from "../agreed.ts";
import { Steps } from "./steps.ts";

/** What a worker is asked to do. */
export interface Work {
  readonly nonce: string;
  /** A sleep after each step, in milliseconds; 0 for none. There are as many steps. */
  readonly sleepsMs: readonly number[];
  readonly flaky: boolean;
  /** To end in a terminal error that names the nonce. */
  readonly refuse: boolean;
}

/** A plain service: several steps with sleeps between them. */
export const worker = restate.service({
  name: "Worker",
  handlers: {
    work: async (ctx: restate.Context, work: Work): Promise<Answer> => {
      const steps = new Steps(ctx, work.nonce, work.flaky);
      for (const sleepMs of work.sleepsMs) {
        await steps.run();
        if (sleepMs > 0) await ctx.sleep(sleepMs);
      }
      if (work.refuse) {
        steps.leave();
        throw new restate.TerminalError(refusalOf(work.nonce), { errorCode: REFUSED_STATUS });
      }
      return steps.answer(valueOf(work.nonce));
    },
  },
});
