import { ConnectionBroken, type Call } from "../client.ts";
import { outcomeOf } from "../evidence.ts";
import type { PlannedAs } from "../plan.ts";
import type { Stage } from "./stage.ts";

/** How many runs `Counter/add` has. */
export const ADD_STEPS = 2;

/** A call of a counter; a careless one does not ask again when its connection breaks. */
export async function add(planned: PlannedAs<"Add">, { client, notes }: Stage): Promise<void> {
  const { nonce, key, how } = planned;
  const expected = { _tag: "Counted", key } as const;
  const call: Call = { method: "POST", path: `/Counter/${key}/add`, body: { nonce } };
  if (how === "Call") {
    const asked = notes.ask({ nonce, steps: ADD_STEPS, wanted: 1, expected });
    const reply = await client.untilAnswered({ ...call, idempotencyKey: nonce });
    asked.outcomes.push(outcomeOf(reply));
    return;
  }
  const asked = notes.ask({ nonce, steps: ADD_STEPS, expected, certain: false });
  try {
    asked.outcomes.push(outcomeOf(await client.once(call)));
    asked.certain = true;
  } catch (error) {
    if (!(error instanceof ConnectionBroken)) throw error;
  }
}

/** A one-way message to a counter, now or later; its answer is fetched by its invocation id. */
export async function sendAdd(
  planned: PlannedAs<"SendAdd">,
  { client, notes }: Stage,
): Promise<void> {
  const { nonce, key, delayMs, careless } = planned;
  const asked = notes.ask({
    nonce,
    steps: ADD_STEPS,
    notBeforeMs: delayMs === 0 ? 0 : Date.now() + delayMs,
    expected: { _tag: "Counted", key },
    wanted: careless ? 0 : 1,
    certain: !careless,
  });
  const delay = delayMs === 0 ? "" : `?delay=${delayMs}ms`;
  const path = `/Counter/${key}/add/send${delay}`;
  const send: Call = { method: "POST", path, body: { nonce } };
  try {
    const sent = careless
      ? await client.once(send)
      : await client.untilAnswered({ ...send, idempotencyKey: nonce });
    if (sent.status !== 202) {
      asked.outcomes.push({ _tag: "Failed", status: sent.status, message: sent.text });
      return;
    }
    asked.certain = true;
    const { invocationId } = JSON.parse(sent.text) as { invocationId: string };
    const attach = `/restate/invocation/${invocationId}/attach`;
    const reply = await client.untilAnswered({ method: "GET", path: attach });
    asked.outcomes.push(outcomeOf(reply));
  } catch (error) {
    if (!(error instanceof ConnectionBroken)) throw error;
  }
}

/** A shared read; it may not show less than somebody has been told before. */
export async function readCount(
  planned: PlannedAs<"ReadCount">,
  { client, notes }: Stage,
): Promise<void> {
  const { nonce, key } = planned;
  const atLeast = notes.highestCount(key);
  const path = `/Counter/${key}/read`;
  const call: Call = { method: "POST", path, body: { nonce }, idempotencyKey: nonce };
  const { status, text } = await client.untilAnswered(call);
  if (status === 200) notes.reads.push({ nonce, key, atLeast, text });
  else notes.faults.push(`${nonce}: ${path} answered ${status} ${text}`);
}
