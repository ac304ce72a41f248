import { writeFileSync } from "node:fs";
import { Command, Options } from "@effect/cli";
import {
  type Enumerated,
  enumeratePoints,
  formatFailure,
  formatPoint,
  replayCommand,
  SCENARIOS,
} from "@holdfast/simulator";
import { Console, Effect, Option } from "effect";
import { ClaimsBroken } from "./claims-broken.ts";
import { faultsOption } from "./faults-option.ts";
import { scenarioOption } from "./scenario-option.ts";

const faults = faultsOption.pipe(Options.optional);
const pairs = Options.choice("pairs", ["small", "none", "all"]).pipe(
  Options.withDescription("Which scenarios are played with every pair of crashes, too"),
  Options.withDefault("small" as const),
);
const json = Options.text("json").pipe(
  Options.withDescription("Writes the report to this file"),
  Options.optional,
);

/** `holdfast crash-points`: every scenario with a fault at each point of it, one run for each. */
export const crashPoints = Command.make(
  "crash-points",
  { scenario: scenarioOption, faults, pairs, json },
  (given) =>
    Effect.gen(function* () {
      const scenarios = Option.getOrElse(given.scenario, () => SCENARIOS);
      const options = {
        ...(Option.isSome(given.faults) ? { faults: given.faults.value } : {}),
        ...(given.pairs === "small" ? {} : { pairs: given.pairs === "all" }),
      };
      const startedMs = performance.now();
      const all: Enumerated[] = [];
      yield* Console.log(HEAD);
      for (const scenario of scenarios) {
        const enumerated = yield* Effect.promise(() => enumeratePoints(scenario, options));
        all.push(enumerated);
        yield* Console.log(lineOf(enumerated));
      }
      yield* Console.log(sumOf(all, performance.now() - startedMs));
      if (Option.isSome(given.json)) {
        writeFileSync(given.json.value, `${JSON.stringify(all.map(printable), null, 2)}\n`);
      }
      const failures = all.flatMap((each) => each.failures);
      const [first] = failures;
      if (first === undefined) return;
      yield* Console.log(`\n${formatFailure(first.report)}\n`);
      for (const failure of failures.slice(0, MOST_COMMANDS)) {
        yield* Console.log(`${failure.report.violation?.message}\n  ${replayCommand(failure)}`);
      }
      return yield* new ClaimsBroken({ message: `${failures.length} runs did not recover` });
    }),
).pipe(Command.withDescription("Play scenarios with a crash, or another fault, at every point"));

/** Failed runs that are printed with what shows them again. */
const MOST_COMMANDS = 20;

const HEAD = "scenario            crash points  other points    runs   pairs  recovered";

function lineOf({ scenario, crashPoints, otherPoints, ...counts }: Enumerated): string {
  const { singles, pairs, failures } = counts;
  return [
    scenario.padEnd(20),
    String(crashPoints).padStart(12),
    String(otherPoints).padStart(14),
    String(singles).padStart(8),
    String(pairs).padStart(8),
    failures.length === 0 ? "        all" : `  not ${failures.length}`,
  ].join("");
}

function sumOf(all: readonly Enumerated[], tookMs: number): string {
  const sum = (count: (each: Enumerated) => number): number =>
    all.reduce((total, each) => total + count(each), 0);
  const failures = sum(({ failures }) => failures.length);
  return (
    `${all.length} scenarios, ${sum(({ crashPoints }) => crashPoints)} crash points, ` +
    `${sum(({ otherPoints }) => otherPoints)} points of other faults, ` +
    `${sum(({ singles }) => singles)} runs with one fault, ` +
    `${sum(({ pairs }) => pairs)} with two crashes, in ${Math.round(tookMs / 1_000)} s: ` +
    (failures === 0 ? "all recover" : `${failures} do not recover`)
  );
}

function printable({ failures, ...enumerated }: Enumerated) {
  return {
    ...enumerated,
    failures: failures.map((failure) => ({
      points: failure.points.map(formatPoint),
      violation: failure.report.violation,
      replay: replayCommand(failure),
    })),
  };
}
