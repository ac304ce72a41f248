import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { check, type Violation } from "./check.ts";
import { type Call, IngressClient, OutOfTime } from "./client.ts";
import { type Asked, Notes } from "./evidence.ts";
import { carryOut, type Stage } from "./invocations/index.ts";
import type { LedgerReader } from "./ledger.ts";
import type { Blow, Plan } from "./plan.ts";
import type { Restartable } from "./processes.ts";
import type { Reading } from "./services/counter.ts";

/** The processes under torture, and what the service writes down. */
export interface Victims {
  readonly server: Restartable;
  readonly service: Restartable;
  readonly ingressPort: number;
  readonly ledger: LedgerReader;
}

/** Figures of one round, and in sum of all. */
export interface Counts {
  readonly invocations: number;
  readonly serverKills: number;
  readonly serviceKills: number;
  /** Times that a process was stopped for a while, and then went on. */
  readonly freezes: number;
  /** Requests without an answer, summed over the moments of the kills. */
  readonly hitByKills: number;
  readonly clientRetries: number;
  readonly executions: number;
  readonly repeatedUnacknowledged: number;
  readonly superseded: number;
  readonly tookMs: number;
}

/** What one round found. */
export interface RoundResult {
  readonly counts: Counts;
  readonly asked: readonly Asked[];
  readonly violations: readonly Violation[];
}

/** How long a round may take before what is unanswered counts as never answered. */
const ROUND_LIMIT_MS = 60_000;
/** The rest of the round is for reading the counters. */
const HANDLERS_LIMIT_MS = 50_000;
const LEDGER_MS = 5;
const LOOK_AGAIN_MS = 20;

/** Plays one round to its end and judges it. */
export async function playRound(plan: Plan, victims: Victims): Promise<RoundResult> {
  const { ledger, ingressPort } = victims;
  const beganMs = Date.now();
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const limit = setTimeout(() => end.abort(), ROUND_LIMIT_MS);
  const awakeables = new Map<string, string>();
  const left = new Set<string>();
  const watch = setInterval(() => {
    for (const line of ledger.read()) {
      if (line._tag === "Waiting") awakeables.set(line.nonce, line.awakeable);
      else if (line._tag === "Left") left.add(line.nonce);
    }
  }, LEDGER_MS);
  const stage: Stage = {
    client: new IngressClient(ingressPort, end.signal),
    notes: new Notes(),
    awakeableOf: (nonce) => awakeables.get(nonce),
  };
  try {
    const hitByKills = await attack(plan, stage, victims, beganMs);
    await noting(stage, waitForHandlers(stage, left, beganMs));
    await noting(stage, readFinals(plan, stage));
    ledger.read();
    return judge(plan, stage, victims, { hitByKills, tookMs: Date.now() - beganMs });
  } finally {
    clearTimeout(limit);
    clearInterval(watch);
    stage.client.close();
  }
}

/** Carries out the plan; answers with how many requests the kills hit, all kills together. */
async function attack(
  plan: Plan,
  stage: Stage,
  victims: Victims,
  beganMs: number,
): Promise<number> {
  let hitByKills = 0;
  const blowsOn = (victim: Blow["victim"]): Blow[] =>
    plan.blows.filter((blow) => blow.victim === victim);
  const onKill = (): void => {
    hitByKills += stage.notes.unanswered();
  };
  await Promise.all([
    ...plan.invocations.map((planned) =>
      noting(
        stage,
        stage.client.pause(planned.startMs).then(() => carryOut(planned, stage)),
      ),
    ),
    noting(stage, strike(blowsOn("server"), victims.server, beganMs, onKill)),
    noting(stage, strike(blowsOn("service"), victims.service, beganMs, onKill)),
  ]);
  return hitByKills;
}

/** What ran out of time is judged by the answers that are missing; anything else is a fault. */
async function noting({ notes }: Stage, step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (error instanceof OutOfTime) return;
    notes.faults.push(error instanceof Error ? String(error.stack) : String(error));
  }
}

function judge(
  plan: Plan,
  { client, notes }: Stage,
  { server, service, ledger }: Victims,
  measured: Pick<Counts, "hitByKills" | "tookMs">,
): RoundResult {
  notes.faults.push(
    ...server.unexpectedExits.splice(0),
    ...service.unexpectedExits.splice(0),
    ...client.answeredTwice.map((text) => `a request was answered twice: ${text}`),
  );
  // A careless call of an earlier round may have been carried out only now: it is judged with all.
  const lines = ledger.lines.filter(({ nonce }) => nonce.startsWith(plan.prefix));
  const { violations, ...runs } = check(notes.evidence(lines));
  const kills = (victim: Blow["victim"]): number =>
    plan.blows.filter((blow) => blow._tag === "Kill" && blow.victim === victim).length;
  const counts = {
    invocations: notes.asked.length + notes.reads.length + notes.released.length,
    serverKills: kills("server"),
    serviceKills: kills("service"),
    freezes: plan.blows.filter(({ _tag }) => _tag === "Freeze").length,
    clientRetries: client.retries,
    ...runs,
    ...measured,
  };
  return { counts, asked: notes.asked, violations };
}

/** Strikes at the planned times, whether or not the victim is ready again since the last time. */
async function strike(
  blows: readonly Blow[],
  process: Restartable,
  beganMs: number,
  onKill: () => void,
): Promise<void> {
  let ready = Promise.resolve();
  for (const blow of blows) {
    await pause(Math.max(0, beganMs + blow.atMs - Date.now()));
    if (blow._tag === "Freeze") {
      await process.freeze(blow.forMs);
      continue;
    }
    onKill();
    await process.kill();
    await ready;
    ready = process.start();
  }
  await ready;
}

/** Waits until every handler that must end has ended, or the round has taken too long. */
async function waitForHandlers(
  { client, notes }: Stage,
  left: ReadonlySet<string>,
  beganMs: number,
): Promise<void> {
  const untilMs = beganMs + HANDLERS_LIMIT_MS;
  const certain = notes.asked.filter((one) => one.certain);
  while (Date.now() < untilMs && !certain.every(({ nonce }) => left.has(nonce))) {
    await client.pause(LOOK_AGAIN_MS);
  }
}

/** Reads what each counter holds in the end. */
async function readFinals(plan: Plan, { client, notes }: Stage): Promise<void> {
  const keys = new Set(plan.invocations.flatMap((one) => ("key" in one ? [one.key] : [])));
  for (const key of keys) {
    const path = `/Counter/${key}/read`;
    const call: Call = { method: "POST", path, body: { nonce: `final ${key}` } };
    const { status, text } = await client.untilAnswered(call);
    if (status !== 200) throw new Error(`${path} answered ${status} ${text}`);
    const { count, counted } = JSON.parse(text) as Reading;
    notes.finals.push({ key, count, counted });
  }
}
