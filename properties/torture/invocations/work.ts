import { REFUSED_STATUS, refusalOf, valueOf } from "../agreed.ts";
import { outcomeOf } from "../evidence.ts";
import type { PlannedAs } from "../plan.ts";
import type { Stage } from "./stage.ts";

/** A call with an idempotency key, and perhaps the same call again beside it. */
export async function work(planned: PlannedAs<"Work">, { client, notes }: Stage): Promise<void> {
  const { nonce, sleepsMs, flaky, refuse, twinsAfterMs } = planned;
  const afterMs = [0, ...twinsAfterMs];
  const asked = notes.ask({
    nonce,
    steps: sleepsMs.length,
    wanted: afterMs.length,
    expected: refuse
      ? { _tag: "Refusal", status: REFUSED_STATUS, message: refusalOf(nonce) }
      : { _tag: "Value", value: valueOf(nonce) },
  });
  const ids = new Set<unknown>();
  await Promise.all(
    afterMs.map(async (ms) => {
      await client.pause(ms);
      const reply = await client.untilAnswered({
        method: "POST",
        path: "/Worker/work",
        body: { nonce, sleepsMs, flaky, refuse },
        idempotencyKey: nonce,
      });
      asked.outcomes.push(outcomeOf(reply));
      ids.add(reply.headers["x-restate-id"]);
    }),
  );
  if (ids.size > 1) notes.faults.push(`${nonce}: one idempotency key, but ${[...ids].join(", ")}`);
}
