import { type Context, object, service, TerminalError } from "@holdfast/sdk";

/** What the handlers need of the payment provider: in production it is asked over HTTP. */
export interface Bank {
  /** Charges once for each key, however often it is asked. */
  charge(key: string, cents: number): Promise<string>;
}

export interface Order {
  readonly article: string;
  readonly cents: number;
}

/** An order: takes the article out of the stock, charges the customer, and waits a day to ship. */
export function orders(bank: Bank) {
  return service({
    name: "Orders",
    handlers: {
      place: async (ctx: Context, { article, cents }: Order) => {
        const left = await ctx.call<number>({ service: "Stock", key: article, handler: "take" });
        // Drawn before the run, so that every execution of it charges under the same key.
        const key = ctx.rand.uuidv4();
        const receipt = await ctx.run("charge", () => bank.charge(key, cents));
        await ctx.sleep(24 * 3_600_000, "until it is shipped");
        return { receipt, left };
      },
    },
  });
}

/** How many of each article there are. */
export const stock = object({
  name: "Stock",
  handlers: {
    take: async (ctx: Context) => {
      const left = (await ctx.get<number>("left")) ?? 3;
      if (left === 0) throw new TerminalError("sold out", { code: 409 });
      ctx.set("left", left - 1);
      return left - 1;
    },
  },
});
