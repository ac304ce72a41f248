import * as restate from "@restatedev/restate-sdk";

import type { Answer } from "../agreed.ts";
import { Steps } from "./steps.ts";

/** What a counter holds at the moment it is read. */
export interface Reading {
  readonly nonce: string;
  readonly count: number;
  /** The nonce of each call that was counted, in order. */
  readonly counted: readonly string[];
}

/** An object: counts its calls in two states, with a run between reading and writing. */
export const counter = restate.object({
  name: "Counter",
  handlers: {
    add: async (ctx: restate.ObjectContext, call: { nonce: string }): Promise<Answer> => {
      const steps = new Steps(ctx, call.nonce, false);
      const count = ((await ctx.get<number>("count")) ?? 0) + 1;
      await steps.run(`count ${count}`);
      const counted = (await ctx.get<string[]>("counted")) ?? [];
      ctx.set("counted", [...counted, call.nonce]);
      ctx.set("count", count);
      await steps.run(`counted ${counted.length}`);
      return steps.answer(String(count));
    },

    read: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext, call: { nonce: string }): Promise<Reading> => ({
        nonce: call.nonce,
        count: (await ctx.get<number>("count")) ?? 0,
        counted: (await ctx.get<string[]>("counted")) ?? [],
      }),
    ),
  },
});
