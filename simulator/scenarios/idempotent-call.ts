import { type Context, object } from "@holdfast/sdk";
import type { Scenario } from "../staging/scenario.ts";

/** Two clients call under one key: one invocation, and one answer for both, also later. */
export const idempotentCall: Scenario = {
  name: "idempotent-call",
  says: "two clients call under the same idempotency key, one of them once more when all is over",
  services: (stage) => [
    object({
      name: "Account",
      handlers: {
        pay: async (ctx: Context, amount: number) => {
          const balance = ((await ctx.get<number>("balance")) ?? 100) - amount;
          await stage.act(ctx, "transfer");
          ctx.set("balance", balance);
          return balance;
        },
      },
    }),
  ],
  clients: {
    *"payer 1"(client) {
      yield* client.call("Account/ada/pay", 30, { key: "invoice-7" });
      yield* client.wait(1_000);
      yield* client.call("Account/ada/pay", 30, { key: "invoice-7" });
    },
    *"payer 2"(client) {
      yield* client.call("Account/ada/pay", 30, { key: "invoice-7" });
    },
  },
  ends: ["payer: 70, 70", "payer: 70", "Account/ada: balance=70", "did: transfer"],
  reaches: ["completed"],
  small: true,
};
