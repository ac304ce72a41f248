import * as restate from "@restatedev/restate-sdk";

/** A plain service: gives back what it got, when it got it, or refuses. */
export const echo = restate.service({
  name: "Echo",
  handlers: {
    say: async (_ctx: restate.Context, words: string): Promise<string> => words,

    stamp: async (
      ctx: restate.Context,
      words: string,
    ): Promise<{ words: string; atMs: number }> => ({
      words,
      atMs: await ctx.run("clock", () => Date.now()),
    }),

    nap: async (ctx: restate.Context): Promise<void> => {
      await ctx.sleep(1);
    },

    refuse: async (_ctx: restate.Context, words: string): Promise<string> => {
      throw new restate.TerminalError(words, { errorCode: 422 });
    },
  },
});
