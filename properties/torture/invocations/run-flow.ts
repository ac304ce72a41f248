import { STAGES } from "../agreed.ts";
import { type Call, ConnectionBroken, type Reply } from "../client.ts";
import { outcomeOf } from "../evidence.ts";
import type { Release } from "../services/flow.ts";
import type { PlannedAs } from "../plan.ts";
import type { Stage } from "./stage.ts";

/** One before the durable promise, one after it. */
const FLOW_STEPS = 2;
const CONFLICT = 409;
const ACCEPTED = 202;

/** A workflow, run once by one client, released by several others of whom one comes first. */
export async function runFlow(planned: PlannedAs<"RunFlow">, stage: Stage): Promise<void> {
  const { nonce, submit, releasesAfterMs } = planned;
  const { client, notes } = stage;
  const expected = { _tag: "Released" } as const;
  const asked = notes.ask({ nonce, steps: FLOW_STEPS, wanted: 1, expected });
  const running = async (): Promise<void> => {
    const reply = await (submit === "Call" ? callRun : sendRun)(nonce, stage);
    asked.outcomes.push(outcomeOf(reply));
  };
  const releasing = releasesAfterMs.map(async (ms, index) => {
    await client.pause(ms);
    await release(nonce, index, stage);
    await expectStage(nonce, STAGES, stage);
  });
  await Promise.all([running(), ...releasing]);
  await expectStage(nonce, [STAGES[3]], stage);
  const output = await client.untilAnswered({ method: "GET", path: pathOf(nonce, "output") });
  asked.outcomes.push(outcomeOf(output));
}

function pathOf(nonce: string, question: "attach" | "output"): string {
  return `/restate/workflow/Flow/${nonce}/${question}`;
}

/** Calls `run`; when that call is lost, the second one is told so, and the result is attached to. */
async function callRun(nonce: string, { client, notes }: Stage): Promise<Reply> {
  const call: Call = { method: "POST", path: `/Flow/${nonce}/run`, body: { nonce } };
  for (let lost = 0; ; lost += 1) {
    try {
      const reply = await client.once(call);
      if (reply.status !== CONFLICT) return reply;
      if (lost === 0) notes.faults.push(`${nonce}: the first run was refused: ${reply.text}`);
      return await client.untilAnswered({ method: "GET", path: pathOf(nonce, "attach") });
    } catch (error) {
      if (!(error instanceof ConnectionBroken)) throw error;
      await client.beforeRetry(lost);
    }
  }
}

async function sendRun(nonce: string, { client }: Stage): Promise<Reply> {
  const path = `/Flow/${nonce}/run/send`;
  const sent = await client.untilAnswered({ method: "POST", path, body: { nonce } });
  if (sent.status !== ACCEPTED) return sent;
  return client.untilAnswered({ method: "GET", path: pathOf(nonce, "attach") });
}

async function release(nonce: string, index: number, { client, notes }: Stage): Promise<void> {
  const payload = `release ${index} of ${nonce}`;
  const path = `/Flow/${nonce}/release`;
  const body = { nonce, payload };
  const idempotencyKey = `${nonce}/release${index}`;
  const reply = await client.untilAnswered({ method: "POST", path, body, idempotencyKey });
  if (reply.status !== 200) {
    notes.faults.push(`${path} answered ${reply.status} ${reply.text}`);
    return;
  }
  const answer = JSON.parse(reply.text) as Release;
  if (answer.nonce !== nonce) notes.faults.push(`${path} answered for ${answer.nonce}`);
  notes.released.push({ nonce, payload, first: answer.first });
}

async function expectStage(
  nonce: string,
  stages: readonly string[],
  { client, notes }: Stage,
): Promise<void> {
  const path = `/Flow/${nonce}/stage`;
  const { status, text } = await client.untilAnswered({ method: "POST", path });
  const stage: unknown = status === 200 ? JSON.parse(text) : null;
  if (typeof stage === "string" && stages.includes(stage)) return;
  notes.faults.push(`${path} answered ${status} ${text} instead of ${stages.join(" or ")}`);
}
