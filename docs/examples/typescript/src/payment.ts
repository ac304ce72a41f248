import * as restate from "@restatedev/restate-sdk";

import { request } from "./systems.ts";

/** What is to be paid, and by whom. */
export interface Payment {
  readonly account: string;
  readonly amount: number;
}

/** What the bank says of a payment, some time later. */
export interface Confirmation {
  readonly reference: string;
}

/**
 * A workflow: runs once for each payment id. It charges the account, waits for the bank to call
 * `paymentWebhook`, however long that takes, and then tells the customer.
 */
export const payment = restate.workflow({
  name: "payment",
  handlers: {
    run: async (ctx: restate.WorkflowContext, order: Payment): Promise<string> => {
      if (order.amount < 0) {
        throw new restate.TerminalError(`the amount ${order.amount} is negative`, {
          errorCode: 400,
        });
      }

      ctx.set("status", "charging");
      await ctx.run("charge", () => request("bank", `${order.account} pays ${order.amount}`));
      ctx.set("status", "charged, waiting for the bank to confirm");

      const { reference } = await ctx.promise<Confirmation>("payment.success");

      await ctx.run("notify", () => request("mail", `payment ${ctx.key} is confirmed`));
      ctx.set("status", "confirmed");
      return `payment ${ctx.key} of ${order.amount} confirmed as ${reference}`;
    },

    paymentWebhook: async (ctx: restate.WorkflowSharedContext, confirmation: Confirmation) => {
      await ctx.promise<Confirmation>("payment.success").resolve(confirmation);
    },

    status: async (ctx: restate.WorkflowSharedContext): Promise<string> =>
      (await ctx.get<string>("status")) ?? "unknown",
  },
});
