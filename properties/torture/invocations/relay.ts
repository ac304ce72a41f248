import { RELAYED_STEPS, relayed, valueOf } from "../agreed.ts";
import { outcomeOf } from "../evidence.ts";
import { ADD_STEPS } from "./count.ts";
import type { PlannedAs } from "../plan.ts";
import type { Stage } from "./stage.ts";

const RELAY_STEPS = 3;

/** A call whose handler calls and sends on; its answer brings those of the handlers it called. */
export async function relay(
  planned: PlannedAs<"RelayCalls">,
  { client, notes }: Stage,
): Promise<void> {
  const { nonce, key, delayMs } = planned;
  const nonces = relayed(nonce);
  const counted = { _tag: "Counted", key } as const;
  const expected = { _tag: "Value", value: valueOf(nonce) } as const;
  const asked = notes.ask({ nonce, steps: RELAY_STEPS, wanted: 1, expected });
  const called = notes.ask({ nonce: nonces.called, steps: ADD_STEPS, expected: counted });
  notes.ask({ nonce: nonces.sent, steps: ADD_STEPS, expected: counted });
  const notBeforeMs = Date.now() + delayMs;
  notes.ask({ nonce: nonces.later, steps: ADD_STEPS, expected: counted, notBeforeMs });
  const worked = notes.ask({
    nonce: nonces.worked,
    steps: RELAYED_STEPS,
    expected: { _tag: "Value", value: valueOf(nonces.worked) },
  });
  const reply = await client.untilAnswered({
    method: "POST",
    path: "/Relay/relay",
    body: { nonce, key, delayMs },
    idempotencyKey: nonce,
  });
  const outcome = outcomeOf(reply);
  asked.outcomes.push(outcome);
  if (outcome._tag === "Failed") return;
  const [first, second] = outcome.answer.children;
  if (first !== undefined) called.outcomes.push({ _tag: "Answered", answer: first });
  if (second !== undefined) worked.outcomes.push({ _tag: "Answered", answer: second });
}
