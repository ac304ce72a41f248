import * as restate from "@restatedev/restate-sdk";

/**
 * An object: for each name one greeter with a state of its own. Calls for one name run one at a
 * time, so reading and then writing the count needs no lock.
 */
export const greeter = restate.object({
  name: "greeter",
  handlers: {
    greet: async (ctx: restate.ObjectContext, greeting: string): Promise<string> => {
      const count = ((await ctx.get<number>("count")) ?? 0) + 1;
      ctx.set("count", count);
      return `${greeting} ${ctx.key} for the ${ordinal(count)} time.`;
    },

    ungreet: async (ctx: restate.ObjectContext): Promise<string> => {
      const count = (await ctx.get<number>("count")) ?? 0;
      if (count === 0) return `${ctx.key} has not been greeted.`;
      ctx.set("count", count - 1);
      return `One greeting of ${ctx.key} taken back, ${count - 1} left.`;
    },
  },
});

function ordinal(count: number): string {
  const teen = count % 100 >= 11 && count % 100 <= 13;
  const suffix = teen ? undefined : { 1: "st", 2: "nd", 3: "rd" }[count % 10];
  return `${count}${suffix ?? "th"}`;
}
