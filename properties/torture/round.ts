import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { check } from "./check.ts";
import type { RunFindings } from "./check-runs.ts";
import { type Call, IngressClient, OutOfTime } from "./client.ts";
import { Notes } from "./evidence.ts";
import { carryOut, type Stage } from "./invocations/index.ts";
import type { LedgerReader } from "./ledger.ts";
import type { Kill, Plan } from "./plan.ts";
import type { Restartable } from "./processes.ts";
import type { Reading } from "./services/counter.ts";

/** The processes under torture, and what the service writes down. */
export interface Victims {
  readonly server: Restartable;
  readonly service: Restartable;
  readonly ingressPort: number;
  readonly ledger: LedgerReader;
}

/** What one round found. */
export interface RoundResult extends RunFindings {
  readonly invocations: number;
  readonly retries: number;
  readonly kills: Readonly<Record<Kill["victim"], number>>;
  /** Requests without an answer, summed over the moments of the kills. */
  readonly hitByKills: number;
  readonly tookMs: number;
}

/** How long a round may take before what is unanswered counts as never answered. */
const ROUND_LIMIT_MS = 60_000;
const LEDGER_MS = 5;
const READ_AGAIN_MS = 50;

/** Plays one round to its end and judges it. */
export async function playRound(plan: Plan, victims: Victims): Promise<RoundResult> {
  const beganMs = Date.now();
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const limit = setTimeout(() => end.abort(), ROUND_LIMIT_MS);
  const { ledger } = victims;
  ledger.clear();
  const awakeables = new Map<string, string>();
  const watch = setInterval(() => watchLedger(ledger, awakeables), LEDGER_MS);
  const notes = new Notes();
  const client = new IngressClient(victims.ingressPort, end.signal);
  const awakeableOf = (nonce: string): string | undefined => awakeables.get(nonce);
  const stage: Stage = { client, notes, awakeableOf };
  let hitByKills = 0;
  try {
    const playing = plan.invocations.map(async (planned) => {
      await client.pause(planned.startMs);
      await carryOut(planned, stage);
    });
    const killing = (["server", "service"] as const).map((victim) =>
      killAll(plan.kills, victim, victims, beganMs, () => {
        hitByKills += notes.unanswered();
      }),
    );
    noteFaults(await Promise.allSettled([...playing, ...killing]), notes);
    noteFaults([await settle(readFinals(plan, stage))], notes);
  } finally {
    clearTimeout(limit);
    clearInterval(watch);
    client.close();
  }
  ledger.read();
  notes.faults.push(
    ...victims.server.unexpectedExits.splice(0),
    ...victims.service.unexpectedExits.splice(0),
    ...client.answeredTwice.map((text) => `a request was answered twice: ${text}`),
  );
  const findings = check(notes.evidence(ledger.lines));
  const killed = (victim: Kill["victim"]): number =>
    plan.kills.filter((kill) => kill.victim === victim).length;
  return {
    ...findings,
    invocations: notes.asked.length + notes.reads.length + notes.released.length,
    retries: client.retries,
    kills: { server: killed("server"), service: killed("service") },
    hitByKills,
    tookMs: Date.now() - beganMs,
  };
}

function watchLedger(ledger: LedgerReader, awakeables: Map<string, string>): void {
  for (const line of ledger.read()) {
    if (line._tag === "Waiting") awakeables.set(line.nonce, line.awakeable);
  }
}

/** Kills at the planned times, whether or not the victim is ready again since the last kill. */
async function killAll(
  kills: readonly Kill[],
  victim: Kill["victim"],
  victims: Victims,
  beganMs: number,
  onKill: () => void,
): Promise<void> {
  const process = victims[victim];
  let ready = Promise.resolve();
  for (const kill of kills) {
    if (kill.victim !== victim) continue;
    await pause(Math.max(0, beganMs + kill.atMs - Date.now()));
    onKill();
    await process.kill();
    await ready;
    ready = process.start();
  }
  await ready;
}

/** What ran out of time is judged by the answers that are missing; anything else is a fault. */
function noteFaults(settled: readonly PromiseSettledResult<void>[], notes: Notes): void {
  for (const one of settled) {
    if (one.status === "fulfilled" || one.reason instanceof OutOfTime) continue;
    notes.faults.push(one.reason instanceof Error ? String(one.reason.stack) : String(one.reason));
  }
}

async function settle(step: Promise<void>): Promise<PromiseSettledResult<void>> {
  const [settled] = await Promise.allSettled([step]);
  return settled;
}

/** Reads each counter until it has counted all it must, or the round is over. */
async function readFinals(plan: Plan, { client, notes }: Stage): Promise<void> {
  const keys = new Set(plan.invocations.flatMap((one) => ("key" in one ? [one.key] : [])));
  for (const key of keys) {
    const certain = notes.asked.filter(
      (one) => one.certain && one.expected._tag === "Counted" && one.expected.key === key,
    ).length;
    const call: Call = {
      method: "POST",
      path: `/Counter/${key}/read`,
      body: { nonce: `final ${key}` },
    };
    let final: Reading | null = null;
    try {
      while (final === null || final.count < certain) {
        if (final !== null) await client.pause(READ_AGAIN_MS);
        const { status, text } = await client.untilAnswered(call);
        if (status !== 200) throw new Error(`${call.path} answered ${status} ${text}`);
        final = JSON.parse(text) as Reading;
      }
    } finally {
      if (final !== null) notes.finals.push({ key, count: final.count, counted: final.counted });
    }
  }
}
