import * as restate from "@restatedev/restate-sdk";

import { type Answer, STAGES } from "../agreed.ts";
import { Steps } from "./steps.ts";

/** Whether this release was the one that completed the promise. */
export interface Release {
  readonly nonce: string;
  readonly first: boolean;
}

const CONFLICT = 409;

/** A workflow: runs once for its key, waits for a durable promise that others complete. */
export const flow = restate.workflow({
  name: "Flow",
  handlers: {
    run: async (ctx: restate.WorkflowContext, input: { nonce: string }): Promise<Answer> => {
      const steps = new Steps(ctx, input.nonce, false);
      ctx.set("stage", STAGES[1]);
      await steps.run();
      const payload = await ctx.promise<string>("go");
      ctx.set("stage", STAGES[2]);
      await steps.run(payload);
      ctx.set("stage", STAGES[3]);
      return steps.answer(payload);
    },

    release: async (
      ctx: restate.WorkflowSharedContext,
      input: { nonce: string; payload: string },
    ): Promise<Release> => {
      try {
        await ctx.promise<string>("go").resolve(input.payload);
        return { nonce: input.nonce, first: true };
      } catch (error) {
        if (!(error instanceof restate.TerminalError) || error.code !== CONFLICT) throw error;
        return { nonce: input.nonce, first: false };
      }
    },

    stage: async (ctx: restate.WorkflowSharedContext): Promise<string> =>
      (await ctx.get<string>("stage")) ?? STAGES[0],
  },
});
