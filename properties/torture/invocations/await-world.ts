import { rejectedValue } from "../agreed.ts";
import { outcomeOf } from "../evidence.ts";
import type { PlannedAs } from "../plan.ts";
import type { Stage } from "./stage.ts";

/** One before the awakeable's id is told, one after it was resolved. */
const WAIT_STEPS = 2;
const LOOK_AGAIN_MS = 10;
const ACCEPTED = 202;

/** A call whose handler waits for an awakeable, which another client resolves or rejects. */
export async function awaitWorld(planned: PlannedAs<"AwaitWorld">, stage: Stage): Promise<void> {
  const { nonce, reject, again } = planned;
  const { client, notes } = stage;
  const payload = `for ${nonce}`;
  const value = reject ? rejectedValue(payload) : payload;
  const asked = notes.ask({
    nonce,
    steps: WAIT_STEPS,
    wanted: 1,
    expected: { _tag: "Value", value },
  });
  const tooLate = `too late for ${nonce}`;
  const completing = async (): Promise<string> => {
    const awakeable = await awakeableOf(nonce, stage);
    await complete(awakeable, reject, payload, stage);
    if (again === "AtOnce") await complete(awakeable, !reject, tooLate, stage);
    return awakeable;
  };
  const calling = async (): Promise<void> => {
    const reply = await client.untilAnswered({
      method: "POST",
      path: "/Waiter/wait",
      body: { nonce },
      idempotencyKey: nonce,
    });
    asked.outcomes.push(outcomeOf(reply));
  };
  const [awakeable] = await Promise.all([completing(), calling()]);
  if (again === "Answered") await complete(awakeable, !reject, tooLate, stage);
}

async function awakeableOf(nonce: string, { client, awakeableOf: find }: Stage): Promise<string> {
  for (;;) {
    const awakeable = find(nonce);
    if (awakeable !== undefined) return awakeable;
    await client.pause(LOOK_AGAIN_MS);
  }
}

async function complete(
  awakeable: string,
  reject: boolean,
  payload: string,
  { client, notes }: Stage,
): Promise<void> {
  const path = `/restate/awakeables/${awakeable}/${reject ? "reject" : "resolve"}`;
  const content = reject ? { text: payload } : { body: payload };
  const { status, text } = await client.untilAnswered({ method: "POST", path, ...content });
  if (status !== ACCEPTED) notes.faults.push(`${path} answered ${status} ${text}`);
}
