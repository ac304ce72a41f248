import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Violation } from "./check.ts";
import { checkRuns } from "./check-runs.ts";
import { checkTrace, type Traced } from "./check-trace.ts";
import { LedgerReader } from "./ledger.ts";
import { drawPlan, type Range } from "./plan.ts";
import { Restartable, serverProgram, serviceProgram, stablePort } from "./processes.ts";
import { randomFrom } from "./random.ts";
import { type Counts, playRound, type RoundResult, type Victims } from "./round.ts";

/** How much torture, and which. */
export interface Options extends Range {
  readonly rounds: number;
  /** Draws the plans; when the kills hit what is under way stays a matter of real time. */
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What all rounds found together. */
export interface Summary {
  readonly seed: number;
  readonly rounds: number;
  readonly counts: Counts;
  readonly violations: readonly Violation[];
  /** What the server wrote down of its steps; null where it is another than ours. */
  readonly traced: Traced | null;
  /** Where logs, ledger and data lie, or null when there was nothing to look for. */
  readonly folder: string | null;
}

const SERVICE_SCRIPT = "properties/torture/dist/services/main.js";

/** Plays the rounds on one server, one service process and one data folder. */
export async function torture(options: Options): Promise<Summary> {
  const { rounds, seed, say } = options;
  const folder = await mkdtemp(join(tmpdir(), "holdfast-torture-"));
  say(`seed ${seed}, ${rounds} rounds of ${options.invocations}, in ${folder}`);
  const results: RoundResult[] = [];
  const late: Violation[] = [];
  const trace = join(folder, "trace.ndjson");
  const victims = await prepare(folder, trace);
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const plan = drawPlan(randomFrom(seed + round), round, options);
      const result = await playRound(plan, victims);
      results.push(result);
      say(`round ${round}: ${figures(result.counts, result.violations)}`);
      for (const violation of result.violations) say(`  ${textOf(violation)}`);
    }
    late.push(...lateViolations(results, victims.ledger));
    for (const violation of late) say(`after its round: ${textOf(violation)}`);
  } finally {
    await Promise.all([victims.server.kill(), victims.service.kill()]);
    victims.ledger.close();
  }
  const { traced, refusals } = await checkTrace(trace);
  for (const refusal of refusals) say(`in the trace: ${textOf(refusal)}`);
  const violations = [...results.flatMap((result) => result.violations), ...late, ...refusals];
  if (violations.length === 0) await rm(folder, { recursive: true });
  return {
    seed,
    rounds: results.length,
    counts: total(results.map(({ counts }) => counts)),
    violations,
    traced,
    folder: violations.length === 0 ? null : folder,
  };
}

function total(all: readonly Counts[]): Counts {
  const sum = (name: keyof Counts): number => all.reduce((so, counts) => so + counts[name], 0);
  return {
    invocations: sum("invocations"),
    serverKills: sum("serverKills"),
    serviceKills: sum("serviceKills"),
    freezes: sum("freezes"),
    hitByKills: sum("hitByKills"),
    clientRetries: sum("clientRetries"),
    executions: sum("executions"),
    repeatedUnacknowledged: sum("repeatedUnacknowledged"),
    superseded: sum("superseded"),
    tookMs: sum("tookMs"),
  };
}

/** Starts both processes and registers the one with the other. */
async function prepare(folder: string, trace: string): Promise<Victims> {
  const [ingressPort, adminPort, port] = [
    await stablePort(),
    await stablePort(),
    await stablePort(),
  ];
  const ledgerPath = join(folder, "ledger.jsonl");
  const env = { TORTURE_LEDGER: ledgerPath };
  const service = new Restartable(
    serviceProgram(SERVICE_SCRIPT, port, env, join(folder, "service.log")),
  );
  const data = join(folder, "data");
  const logPath = join(folder, "server.log");
  const server = new Restartable(serverProgram({ data, ingressPort, adminPort, logPath, trace }));
  await Promise.all([service.start(), server.start()]);
  const registered = await fetch(`http://127.0.0.1:${adminPort}/deployments`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ uri: `http://127.0.0.1:${port}` }),
  });
  const answer = await registered.text();
  if (!registered.ok) throw new Error(`not registered: ${registered.status} ${answer}`);
  return { server, service, ingressPort, ledger: new LedgerReader(ledgerPath) };
}

/** Judges all rounds together: what was done for an invocation after its round had ended. */
function lateViolations(results: readonly RoundResult[], ledger: LedgerReader): Violation[] {
  const known = new Set(results.flatMap(({ violations }) => violations.map(textOf)));
  const asked = results.flatMap((result) => result.asked.map((one) => [one.nonce, one] as const));
  const all = checkRuns(ledger.lines, new Map(asked));
  return all.violations.filter((violation) => !known.has(textOf(violation)));
}

function textOf({ _tag, nonce, text }: Violation): string {
  return `${_tag} ${nonce}: ${text}`;
}

/** One line for people and for machines. */
export function figures(counts: Counts, violations: readonly Violation[]): string {
  return JSON.stringify({ ...counts, violations: violations.length });
}
