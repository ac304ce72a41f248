import { writeFileSync } from "node:fs";
import { Args, Command, Options } from "@effect/cli";
import { formatFailure, shrink } from "@holdfast/simulator";
import { recordWorld } from "@holdfast/simulator/page";
import { Console, Effect, Option } from "effect";
import { campaignJson } from "./campaign-json.ts";
import { MOST_JOBS, runCampaign } from "./campaign/run-campaign.ts";
import { campaignSummary } from "./campaign-summary.ts";
import { ClaimsBroken } from "./claims-broken.ts";
import { htmlOption, writePage } from "./page/write-page.ts";
import { parseDurationMs } from "./parse-duration.ts";
import { faultsOption } from "./faults-option.ts";
import { ProgressLine } from "./progress-line.ts";
import { namesOf, scenarioOption } from "./scenario-option.ts";
import { unlessUnusable } from "./unusable.ts";
import { worldOptions } from "./world-options.ts";
import { problemOf } from "./problem-of.ts";

/** Worlds of a campaign whose length nobody has said. */
const WORLDS = 1_000;

const seeds = Options.integer("seeds").pipe(
  Options.withDescription(
    "How many worlds to run, one for each seed: 1000 unless there is a budget",
  ),
  Options.optional,
);
const from = Options.integer("from").pipe(
  Options.withDescription("The first seed"),
  Options.withDefault(1),
);
const budget = Options.text("budget").pipe(
  Options.withDescription("Ends the campaign after this time, such as 60s or 5m"),
  Options.mapTryCatch(parseDurationMs, problemOf),
  Options.optional,
);
const jobs = Options.integer("jobs").pipe(
  Options.withDescription("How many threads run worlds, one for each core; the result is the same"),
  Options.mapTryCatch(parseJobs, problemOf),
  Options.withDefault(1),
);
const json = Options.text("json").pipe(
  Options.withDescription("Writes the report of the campaign to this file"),
  Options.optional,
);
const tape = Options.text("tape").pipe(
  Options.withDescription("Writes the shortest history of a broken claim to this file"),
  Options.optional,
);
const noRefine = Options.boolean("no-refine").pipe(
  Options.withDescription("Leaves out the comparison of each step with the abstract machine"),
);
const faults = faultsOption.pipe(Options.optional);
const file = Args.text({ name: "file" }).pipe(
  Args.withDescription("A file with a workload of your own, in TypeScript or JavaScript"),
  Args.optional,
);

function parseJobs(count: number): number {
  if (count >= 1 && count <= MOST_JOBS) return count;
  throw new RangeError(`--jobs ${count} is not between 1 and ${MOST_JOBS} (four times the cores)`);
}

/** `holdfast simulate`: many worlds full of faults, every claim watched in each. */
export const simulate = Command.make(
  "simulate",
  {
    file,
    scenario: scenarioOption,
    seeds,
    from,
    budget,
    faults,
    jobs,
    json,
    tape,
    html: htmlOption,
    noRefine,
  },
  (given) =>
    Effect.gen(function* () {
      const path = Option.getOrNull(given.file);
      const scenarios = namesOf(Option.getOrElse(given.scenario, () => []));
      const options = {
        ...(yield* unlessUnusable(() => worldOptions(path, scenarios))),
        ...(Option.isSome(given.faults) ? { faults: given.faults.value } : {}),
        refine: !given.noRefine,
      };
      const startedMs = Date.now();
      const count = Option.getOrElse(given.seeds, () =>
        Option.isSome(given.budget) ? Number.POSITIVE_INFINITY : WORLDS,
      );
      const endMs = startedMs + Option.getOrElse(given.budget, () => Number.POSITIVE_INFINITY);
      const progress = new ProgressLine(process.stderr, count);
      const campaign = yield* unlessUnusable(() =>
        runCampaign({
          file: path,
          scenarios,
          faults: Option.getOrNull(given.faults),
          refine: !given.noRefine,
          from: given.from,
          count,
          endMs,
          jobs: given.jobs,
          onWorlds: (ended) => progress.advance(ended),
        }),
      );
      progress.end();
      yield* Console.log(campaignSummary(campaign, Date.now() - startedMs));
      if (Option.isSome(given.json)) {
        writeFileSync(given.json.value, campaignJson(campaign, scenarios));
      }
      const show = (world: { readonly seed: number; readonly tape?: readonly number[] }) =>
        Effect.gen(function* () {
          if (Option.isNone(given.html)) return;
          const path = given.html.value;
          yield* unlessUnusable(async () =>
            writePage(path, await recordWorld({ ...options, ...world })),
          );
          yield* Console.log(`to look at world ${world.seed}, open ${path}`);
        });
      const [first] = campaign.failures;
      if (first === undefined) return yield* show({ seed: given.from });
      const { report: shortest, worlds } = yield* unlessUnusable(() => shrink(first, options));
      const played = scenarios.join(",");
      const struck = Option.isSome(given.faults) ? given.faults.value.join(",") : "";
      const mine = [
        path === null ? "" : ` ${path}`,
        played === "" ? "" : ` --scenario ${played}`,
        struck === "" ? "" : ` --faults ${struck}`,
      ].join("");
      yield* Console.log(`\n${formatFailure(shortest)}`);
      yield* Console.log(`\nseed ${first.seed}, made shorter in ${worlds} worlds`);
      yield* Console.log(`the whole of it: holdfast replay ${first.seed}${mine}`);
      const { seed, tape } = shortest;
      yield* show({ seed, tape });
      if (Option.isSome(given.tape)) {
        writeFileSync(given.tape.value, `${JSON.stringify({ seed, tape })}\n`);
        yield* Console.log(`the short one: holdfast replay ${given.tape.value}${mine}`);
      }
      return yield* new ClaimsBroken({
        message: `${first.violation?.claim ?? "a claim"} is broken`,
      });
    }),
).pipe(Command.withDescription("Attack the engine, or handlers of your own, in simulated worlds"));
