import * as restate from "@restatedev/restate-sdk";

/** How a rejected wait ends. */
export function refusalOf(reason: string): string {
  return `rejected: ${reason}`;
}

/** An object: keeps letters in order, and can wait for one that comes from outside. */
export const mailbox = restate.object({
  name: "Mailbox",
  handlers: {
    put: async (ctx: restate.ObjectContext, letter: string): Promise<number> => {
      const letters = [...((await ctx.get<string[]>("letters")) ?? []), letter];
      ctx.set("letters", letters);
      return letters.length;
    },

    await: async (ctx: restate.ObjectContext): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set("awaited", id);
      try {
        return await promise;
      } catch (error) {
        if (error instanceof restate.TerminalError) return refusalOf(error.message);
        throw error;
      }
    },

    letters: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext): Promise<string[]> =>
        (await ctx.get<string[]>("letters")) ?? [],
    ),

    awaited: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext): Promise<string | null> =>
        ctx.get<string>("awaited"),
    ),
  },
});
