import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Violation } from "./check.ts";
import { LedgerReader } from "./ledger.ts";
import { drawPlan, type Range } from "./plan.ts";
import { Restartable, serverProgram, serviceProgram, stablePort } from "./processes.ts";
import { randomFrom } from "./random.ts";
import { playRound, type RoundResult, type Victims } from "./round.ts";

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
  readonly invocations: number;
  readonly serverKills: number;
  readonly serviceKills: number;
  /** Requests without an answer, summed over the moments of the kills. */
  readonly hitByKills: number;
  readonly clientRetries: number;
  readonly executions: number;
  readonly repeatedUnacknowledged: number;
  readonly supersededExecutions: number;
  readonly violations: readonly Violation[];
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
  const victims = await prepare(folder);
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const plan = drawPlan(randomFrom(seed + round), round, options);
      const result = await playRound(plan, victims);
      results.push(result);
      say(`round ${round}: ${JSON.stringify(countsOf(result))}`);
      for (const { _tag, nonce, text } of result.violations) say(`  ${_tag} ${nonce}: ${text}`);
    }
  } finally {
    await Promise.all([victims.server.kill(), victims.service.kill()]);
    victims.ledger.close();
  }
  const violations = results.flatMap((result) => result.violations);
  if (violations.length === 0) await rm(folder, { recursive: true });
  const sum = (of: (result: RoundResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    seed,
    rounds: results.length,
    invocations: sum((result) => result.invocations),
    serverKills: sum((result) => result.kills.server),
    serviceKills: sum((result) => result.kills.service),
    hitByKills: sum((result) => result.hitByKills),
    clientRetries: sum((result) => result.retries),
    executions: sum((result) => result.executions),
    repeatedUnacknowledged: sum((result) => result.repeatedUnacknowledged),
    supersededExecutions: sum((result) => result.superseded),
    violations,
    folder: violations.length === 0 ? null : folder,
  };
}

/** Starts both processes and registers the one with the other. */
async function prepare(folder: string): Promise<Victims> {
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
  const server = new Restartable(serverProgram({ data, ingressPort, adminPort, logPath }));
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

function countsOf({ violations, ...counts }: RoundResult) {
  return { ...counts, violations: violations.length };
}
