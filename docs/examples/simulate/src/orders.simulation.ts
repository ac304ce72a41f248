import { defineWorkload } from "@holdfast/simulator";
import { orders, stock } from "./orders.ts";

/** What a bank does: it charges, and knows the keys that it has charged. */
export const workload = defineWorkload((world) => {
  const charges = world.ledger("charges");
  const receipts = new Map<string, string>();
  const bank = world.outside("bank", {
    charge(key: string, cents: number): string {
      const before = receipts.get(key);
      if (before !== undefined) return before;
      charges.record(key, { cents });
      const receipt = `receipt ${receipts.size + 1}`;
      receipts.set(key, receipt);
      return receipt;
    },
  });

  return {
    services: [orders(bank), stock],
    calls: Array.from({ length: 5 }, () => ({
      service: "Orders",
      handler: "place",
      input: { article: world.choose.pick(["lamp", "chair"]), cents: world.choose.between(1, 9) },
    })),
    check({ results, state, assert }) {
      const placed = results.filter(({ _tag }) => _tag === "Success").length;
      assert(
        charges.entries.length === placed,
        `${placed} orders were placed, and the bank charged ${charges.entries.length} times`,
      );
      for (const article of ["lamp", "chair"]) {
        const ordered = results.filter(({ call }) => articleOf(call.input) === article).length;
        const left = Number(state("Stock", article)["left"] ?? 3);
        assert(
          left === Math.max(0, 3 - ordered),
          `${left} of ${article} left of 3, ${ordered} ordered`,
        );
      }
    },
  };
});

function articleOf(input: unknown): string {
  return (input as { readonly article: string }).article;
}
