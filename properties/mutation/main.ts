import { Stryker } from "@stryker-mutator/core";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { CACHE, REPORT, strykerOptions } from "./options.ts";
import { mutantLine, pageOf, tableOf, unexplained } from "./page.ts";
import { REASONS } from "./reasons.ts";
import { forget, LEFT, LIVED_OR_LEFT, type Measured, readReport } from "./report.ts";
import { ofAll, ofCovered, scoresOf } from "./score.ts";
import { judges } from "./suites.ts";

/** Percent of mutants that have to be killed. */
const GOAL = { ofAll: 85, ofCovered: 90 };
const PAGE = "docs/internals/mutation.md";
const MEASURED = `${CACHE}/measured.json`;

const { values } = parseArgs({
  options: {
    folder: { type: "string", default: "core" },
    /** Runs only what has no result yet or has changed. */
    resume: { type: "boolean", default: false },
    /** Runs only what nothing killed before. */
    again: { type: "boolean", default: false },
    /** Runs nothing: shows what is known. */
    show: { type: "boolean", default: false },
    /** Runs one mutant in so many. */
    sample: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
    workers: { type: "string", default: "2" },
  },
});

mkdirSync(CACHE, { recursive: true });
if (!values.show) await runMutants();
const mutants = readReport(REPORT, readMeasured()).filter(({ file }) =>
  file.startsWith(values.folder),
);
const scores = scoresOf(mutants);
for (const line of tableOf(scores)) console.log(line);
const open = unexplained(mutants, REASONS);
if (open.length > 0) console.log(`\n${open.length} survivors without a reason:`);
for (const mutant of open) console.log(`  ${mutantLine(mutant)}`);
const [all] = scores.slice(-1);
const isGood = all !== undefined && ofAll(all) >= GOAL.ofAll && ofCovered(all) >= GOAL.ofCovered;
if (!isGood)
  console.log(`\nThe goal is ${GOAL.ofAll} % of all and ${GOAL.ofCovered} % of covered.`);
if (!isGood || open.length > 0) process.exitCode = 1;
if (values.write)
  writeFileSync(PAGE, pageOf(readReport(REPORT, readMeasured()), REASONS, readMeasured()));

async function runMutants(): Promise<void> {
  const startedMs = performance.now();
  // What is run is copied now, whatever is committed meanwhile.
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
  if (existsSync(REPORT)) forget(REPORT, values.again ? LIVED_OR_LEFT : LEFT);
  const mutate = values.folder.endsWith(".ts") ? values.folder : `${values.folder}/**/*.ts`;
  const force = !values.resume && !values.again;
  const options = strykerOptions([mutate], judges(Number(values.sample)), {
    force,
    workers: Number(values.workers),
  });
  const results = await new Stryker(options).runMutationTest();
  const run = { commit, sample: Number(values.sample) };
  const files = results.map(({ fileName }) => [fileName.slice(process.cwd().length + 1), run]);
  const measured = { ...readMeasured(), ...(Object.fromEntries(files) as Measured) };
  writeFileSync(MEASURED, JSON.stringify(measured));
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  console.log(`${results.length} mutants in ${seconds} s`);
}

function readMeasured(): Measured {
  return existsSync(MEASURED) ? (JSON.parse(readFileSync(MEASURED, "utf8")) as Measured) : {};
}
