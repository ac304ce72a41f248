import * as restate from "@restatedev/restate-sdk";

/** A workflow: waits until somebody confirms, or refuses, the address it was begun with. */
export const signup = restate.workflow({
  name: "Signup",
  handlers: {
    run: async (ctx: restate.WorkflowContext, address: string): Promise<string> => {
      const by = await ctx.promise<string>("confirmed");
      return `${address} confirmed by ${by}`;
    },

    confirm: async (ctx: restate.WorkflowSharedContext, by: string): Promise<void> => {
      await ctx.promise<string>("confirmed").resolve(by);
    },

    decline: async (ctx: restate.WorkflowSharedContext, reason: string): Promise<void> => {
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the SDK takes a text
      await ctx.promise<string>("confirmed").reject(reason);
    },
  },
});
