import { readFileSync, writeFileSync } from "node:fs";
import { Args, Command, HelpDoc, Options } from "@effect/cli";
import {
  type Campaign,
  formatFailure,
  runSeeds,
  shrink,
  simulate as simulateOne,
  type SimulateOptions,
} from "@holdfast/simulator";
import { Console, Data, Duration, Effect, Option, Schema } from "effect";
import { ProgressLine } from "./progress-line.ts";

/** A claim was broken; the report has been printed, and the exit code says so too. */
class ClaimsBroken extends Data.TaggedError("ClaimsBroken")<{ readonly message: string }> {}

const seeds = Options.integer("seeds").pipe(
  Options.withDescription("How many worlds to run, one for each seed"),
  Options.withDefault(1_000),
);
const from = Options.integer("from").pipe(
  Options.withDescription("The first seed"),
  Options.withDefault(1),
);
const budget = Options.text("budget").pipe(
  Options.withDescription('Ends the campaign after this time, such as "60 seconds"'),
  Options.mapTryCatch(
    (text) => Duration.toMillis(Duration.decode(text as Duration.DurationInput)),
    () => HelpDoc.p('--budget is a duration, such as "60 seconds" or "5 minutes"'),
  ),
  Options.optional,
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

/** `holdfast simulate`: many worlds full of faults, every claim watched in each. */
export const simulate = Command.make(
  "simulate",
  { seeds, from, budget, json, tape, noRefine },
  (given) =>
    Effect.gen(function* () {
      const startedMs = Date.now();
      const endMs = startedMs + Option.getOrElse(given.budget, () => Number.POSITIVE_INFINITY);
      const progress = new ProgressLine(process.stderr, given.seeds);
      const campaign = yield* Effect.promise(() =>
        runSeeds({
          from: given.from,
          count: given.seeds,
          refine: !given.noRefine,
          onReport: () => {
            progress.advance();
            return Date.now() < endMs;
          },
        }),
      );
      progress.end();
      yield* Console.log(summaryOf(campaign, Date.now() - startedMs));
      if (Option.isSome(given.json)) {
        writeFileSync(given.json.value, `${JSON.stringify(campaign, null, 2)}\n`);
      }
      const [first] = campaign.failures;
      if (first === undefined) return;
      const { report: shortest, worlds } = yield* Effect.promise(() => shrink(first));
      yield* Console.log(`\n${formatFailure(shortest)}`);
      yield* Console.log(`\nseed ${first.seed}, made shorter in ${worlds} worlds`);
      yield* Console.log(`the whole of it: holdfast replay ${first.seed}`);
      if (Option.isSome(given.tape)) {
        const { seed, tape } = shortest;
        writeFileSync(given.tape.value, `${JSON.stringify({ seed, tape })}\n`);
        yield* Console.log(`the short one: holdfast replay ${given.tape.value}`);
      }
      return yield* new ClaimsBroken({
        message: `${first.violation?.claim ?? "a claim"} is broken`,
      });
    }),
).pipe(Command.withDescription("Attack the engine in simulated worlds"));

/** `holdfast replay`: one world again, event by event. */
export const replay = Command.make(
  "replay",
  {
    world: Args.text({ name: "seed|tape" }).pipe(
      Args.withDescription("A seed, or a file that simulate wrote with --tape"),
    ),
    events: Options.integer("events").pipe(
      Options.withDescription("How many of the last events to print"),
      Options.withDefault(200),
    ),
  },
  ({ world, events }) =>
    Effect.gen(function* () {
      const options = yield* worldOf(world);
      const report = yield* Effect.promise(() => simulateOne(options));
      yield* Console.log(formatFailure(report, events));
      yield* Console.log(`trace ${report.traceHash}, ${report.transitions} transitions`);
      if (report.violation === null) return;
      return yield* new ClaimsBroken({ message: `${report.violation.claim} is broken` });
    }),
).pipe(Command.withDescription("Run one world again and print what happened"));

/** The file given to replay is none that simulate wrote. */
class TapeUnreadable extends Data.TaggedError("TapeUnreadable")<{ readonly message: string }> {}

const Tape = Schema.parseJson(
  Schema.Struct({ seed: Schema.Int, tape: Schema.Array(Schema.NonNegativeInt) }),
);

function worldOf(text: string): Effect.Effect<SimulateOptions, TapeUnreadable> {
  if (/^\d+$/.test(text)) return Effect.succeed({ seed: Number(text) });
  return Effect.try({
    try: () => readFileSync(text, "utf8"),
    catch: (cause) => (cause instanceof Error ? cause : new Error(String(cause))),
  }).pipe(
    Effect.flatMap(Schema.decodeUnknown(Tape)),
    Effect.mapError(
      ({ message }) =>
        new TapeUnreadable({
          message: `${text} is neither a seed nor a file that simulate wrote: ${message}`,
        }),
    ),
  );
}

function summaryOf(campaign: Campaign, tookMs: number): string {
  const { failures, inputs, transitions, faults, sometimes, refined, unreached } = campaign;
  const rate = Math.round((transitions / Math.max(1, tookMs)) * 1_000);
  return [
    `${campaign.seeds} worlds, ${transitions} events (${rate} a second), ${inputs} inputs, ` +
      `${failures.length} claims broken`,
    `faults: ${counts(faults)}`,
    `reached: ${counts(sometimes)}`,
    refined.steps === 0
      ? "no step was compared with the abstract machine"
      : `${refined.steps} steps refine the abstract machine, by: ${counts(refined.actions)}`,
    unreached.length === 0
      ? "everything that a campaign has to reach was reached"
      : `not reached: ${unreached.join(", ")} (more seeds reach more)`,
  ].join("\n");
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
