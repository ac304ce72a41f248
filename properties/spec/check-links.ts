import { readFileSync } from "node:fs";
import { formatFailure, runSeeds } from "@holdfast/simulator";
import { ACTIONS } from "@holdfast/spec";
import { checkLines } from "holdfast/trace";
import { inRepository } from "../torture/processes.ts";
import { torture } from "../torture/torture.ts";
import { Draft } from "../trace/edit.ts";
import { MUTATIONS } from "../trace/mutations/index.ts";

/** What checking one link from the specification to the server came to. */
export interface LinkReport {
  readonly problems: readonly string[];
  /** In figures, for people. */
  readonly found: string;
}

/** Worlds that are simulated: within so many, every action is made. */
const WORLDS = 600;

/** Whether each step of simulated engines is a step of the abstract partition (S-REFINE-1). */
export async function checkSimulated(): Promise<LinkReport> {
  const { seeds, failures, refined } = await runSeeds({ from: 1, count: WORLDS });
  const unmade = ACTIONS.filter((name) => !refined.actions[name]);
  const problems = failures.map((failure) => formatFailure(failure));
  if (unmade.length > 0) problems.push(`no step was made by ${unmade.join(", ")}`);
  const found =
    `${count(refined.steps)} steps in ${seeds} simulated worlds refine the abstract partition, ` +
    `by ${ACTIONS.length - unmade.length} of its ${ACTIONS.length} actions`;
  return { problems, found };
}

/** Whether each step of a real server is one, over kill -9 too, and what is none is refused. */
export async function checkTraced(): Promise<LinkReport> {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const tortured = { rounds: 1, invocations: 60, seed: 3, spareAwakeables: false, say };
  const { traced, violations } = await torture(tortured);
  const problems = violations.length === 0 ? [] : [said.join("\n")];
  if (traced === null) problems.push("the server has not written down what it did");
  const accepted = await unnoticed();
  problems.push(...accepted.map((bug) => `a corrupted trace is accepted: ${bug}`));
  const found =
    `${count(traced?.steps ?? 0)} steps of a server under torture are accepted, over ` +
    `${traced?.engines ?? 0} of its lives; of ${MUTATIONS.length} corrupted traces ` +
    `${MUTATIONS.length - accepted.length} are refused at their lines`;
  return { problems, found };
}

/** The corruptions of the recorded trace that are not refused where they should be. */
async function unnoticed(): Promise<readonly string[]> {
  const good = readFileSync(inRepository("properties/trace/good.ndjson"), "utf8");
  const lines = good.trimEnd().split("\n");
  const bugs: string[] = [];
  for (const { bug, edit, at, because } of MUTATIONS) {
    const { impossible } = await checkLines(edit(new Draft(lines)).lines);
    if (impossible?.number !== at || !because.test(impossible.reason)) bugs.push(bug);
  }
  return bugs;
}

export function count(n: number): string {
  return n.toLocaleString("en");
}
