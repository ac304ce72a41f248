import { readFileSync } from "node:fs";
import { Args, Command, Options } from "@effect/cli";
import {
  formatFailure,
  formatPoint,
  parsePoints,
  type PlannedPoints,
  type Point,
  type Report,
  type Scenario,
  simulate,
  type SimulateOptions,
  trialOf,
} from "@holdfast/simulator";
import { recordWorld } from "@holdfast/simulator/page";
import { Console, Effect, Option, Schema } from "effect";
import { faultsOption } from "./faults-option.ts";
import { ClaimsBroken } from "./claims-broken.ts";
import { htmlOption, writePage } from "./page/write-page.ts";
import { namesOf, scenarioOption } from "./scenario-option.ts";
import { Unusable, unlessUnusable } from "./unusable.ts";
import { worldOptions } from "./world-options.ts";
import { problemOf } from "./problem-of.ts";

const world = Args.text({ name: "seed|tape" }).pipe(
  Args.withDescription("A seed, or a file that simulate wrote with --tape"),
  Args.optional,
);
const file = Args.text({ name: "file" }).pipe(
  Args.withDescription("The file with the workload, where the world was one of yours"),
  Args.optional,
);
const events = Options.integer("events").pipe(
  Options.withDescription("How many of the last events to print"),
  Options.withDefault(200),
);
const to = Options.integer("to").pipe(
  Options.withDescription("Stops after this step"),
  Options.optional,
);

const crash = Options.text("crash").pipe(
  Options.withDescription("Plays the scenario with faults at these points, such as engine-crash@9"),
  Options.mapTryCatch(parsePoints, problemOf),
  Options.optional,
);

/** `holdfast replay`: one world again, event by event. */
export const replay = Command.make(
  "replay",
  {
    world,
    file,
    scenario: scenarioOption,
    faults: faultsOption.pipe(Options.optional),
    crash,
    events,
    to,
    html: htmlOption,
  },
  (asked) =>
    Effect.gen(function* () {
      const scenarios = Option.getOrElse(asked.scenario, () => []);
      const until = Option.isSome(asked.to) ? { maxSteps: asked.to.value } : {};
      let options: SimulateOptions;
      let planned: PlannedPoints | null = null;
      if (Option.isNone(asked.world)) {
        if (Option.isSome(asked.faults)) {
          const message = "--faults is for the world of a seed or a tape, as simulate had it";
          return yield* new Unusable({ message });
        }
        const scenario = yield* onlyOf(scenarios);
        const trial = trialOf(
          scenario,
          Option.getOrElse(asked.crash, (): readonly Point[] => []),
        );
        options = trial.options;
        planned = trial.planned;
      } else if (Option.isSome(asked.crash)) {
        const message = "--crash is for a scenario in an else calm world: leave out the seed";
        return yield* new Unusable({ message });
      } else {
        const path = Option.getOrNull(asked.file);
        const played = yield* unlessUnusable(() => worldOptions(path, namesOf(scenarios)));
        const { faults } = asked;
        const only = Option.isSome(faults) ? { faults: faults.value } : {};
        options = { ...played, ...only, ...(yield* worldOf(asked.world.value)) };
      }
      const given = { ...options, ...until, keptEvents: asked.events };
      const { html } = asked;
      const report = yield* unlessUnusable(async () => {
        if (Option.isNone(html)) return simulate(given);
        const recorded = await recordWorld(given);
        await writePage(html.value, recorded);
        return recorded.report;
      });
      if (planned !== null && Option.isNone(asked.to)) yield* reached(planned, report);
      yield* Console.log(formatFailure(report, asked.events));
      if (Option.isSome(html)) yield* Console.log(`to look at it, open ${html.value}`);
      yield* Console.log(
        `trace ${report.traceHash}: ${report.steps} events, ${report.transitions} transitions`,
      );
      if (report.violation === null) return;
      return yield* new ClaimsBroken({ message: `${report.violation.claim} is broken` });
    }),
).pipe(Command.withDescription("Run one world again and print what happened"));

function onlyOf([scenario, second]: readonly Scenario[]): Effect.Effect<Scenario, Unusable> {
  if (scenario !== undefined && second === undefined) return Effect.succeed(scenario);
  const message = "say which world: a seed, a tape, or one scenario by --scenario NAME";
  return new Unusable({ message });
}

/** Fails where the run never came to a point at which something was to happen. */
function reached(
  { missed: [missed], counts }: PlannedPoints,
  { cast, violation }: Report,
): Effect.Effect<void, Unusable> {
  if (missed === undefined || violation !== null) return Effect.void;
  const count = counts.get(missed.fault) ?? 0;
  const message = `${cast} does not come to ${formatPoint(missed)}: it has ${count} of them`;
  return new Unusable({ message });
}

const Tape = Schema.parseJson(
  Schema.Struct({ seed: Schema.Int, tape: Schema.Array(Schema.NonNegativeInt) }),
);

function worldOf(text: string): Effect.Effect<SimulateOptions, Unusable> {
  if (/^\d+$/.test(text)) return Effect.succeed({ seed: Number(text) });
  return Effect.try({
    try: () => readFileSync(text, "utf8"),
    catch: (cause) => (cause instanceof Error ? cause : new Error(String(cause))),
  }).pipe(
    Effect.flatMap(Schema.decodeUnknown(Tape)),
    Effect.mapError(
      ({ message }) =>
        new Unusable({
          message: `${text} is neither a seed nor a file that simulate wrote: ${message}`,
        }),
    ),
  );
}
