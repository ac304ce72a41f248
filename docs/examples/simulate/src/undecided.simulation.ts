import { type Context, service } from "@holdfast/sdk";
import { defineWorkload } from "@holdfast/simulator";

/** A bug to be found: what the handler does next hangs on dice that fall anew in each attempt. */
export const undecided = service({
  name: "Undecided",
  handlers: {
    go: async (ctx: Context) => {
      if (Math.random() < 0.5) await ctx.sleep(20, "a nap");
      else await ctx.run("some work", () => "done");
      return ctx.run("the end", () => "over");
    },
  },
});

export const workload = defineWorkload({
  calls: [
    { service: "Undecided", handler: "go" },
    { service: "Undecided", handler: "go" },
  ],
});
