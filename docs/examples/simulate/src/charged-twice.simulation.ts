import { type Context, service } from "@holdfast/sdk";
import { defineWorkload } from "@holdfast/simulator";

/**
 * A bug to be found: the key is drawn inside of the run. Where the bank's answer is lost the run is
 * executed again, with another key, and the customer pays twice.
 */
export const workload = defineWorkload((world) => {
  const charges = world.ledger("charges", { atMostOnce: true });
  const known = new Set<string>();
  const bank = world.outside("bank", {
    charge(key: string, order: string): string {
      if (!known.has(key)) charges.record(order);
      known.add(key);
      return `receipt of ${order}`;
    },
  });

  const orders = service({
    name: "Orders",
    handlers: {
      place: (ctx: Context, order: string) =>
        ctx.run("charge", () => bank.charge(crypto.randomUUID(), order)),
    },
  });

  return {
    services: [orders],
    calls: ["order-1", "order-2", "order-3"].map((input) => ({
      service: "Orders",
      handler: "place",
      input,
    })),
  };
});
