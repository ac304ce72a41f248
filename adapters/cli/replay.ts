import { readFileSync } from "node:fs";
import { Args, Command, Options } from "@effect/cli";
import { formatFailure, simulate, type SimulateOptions } from "@holdfast/simulator";
import { recordWorld } from "@holdfast/simulator/page";
import { Console, Effect, Option, Schema } from "effect";
import { ClaimsBroken } from "./claims-broken.ts";
import { htmlOption, writePage } from "./page/write-page.ts";
import { Unusable, unlessUnusable } from "./unusable.ts";
import { worldOptions } from "./world-options.ts";

const world = Args.text({ name: "seed|tape" }).pipe(
  Args.withDescription("A seed, or a file that simulate wrote with --tape"),
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

/** `holdfast replay`: one world again, event by event. */
export const replay = Command.make(
  "replay",
  { world, file, events, to, html: htmlOption },
  (asked) =>
    Effect.gen(function* () {
      const which = yield* worldOf(asked.world);
      const options = yield* unlessUnusable(() => worldOptions(Option.getOrNull(asked.file)));
      const until = Option.isSome(asked.to) ? { maxSteps: asked.to.value } : {};
      const given = { ...options, ...which, ...until, keptEvents: asked.events };
      const { html } = asked;
      const report = yield* unlessUnusable(async () => {
        if (Option.isNone(html)) return simulate(given);
        const recorded = await recordWorld(given);
        await writePage(html.value, recorded);
        return recorded.report;
      });
      yield* Console.log(formatFailure(report, asked.events));
      if (Option.isSome(html)) yield* Console.log(`to look at it, open ${html.value}`);
      yield* Console.log(
        `trace ${report.traceHash}: ${report.steps} events, ${report.transitions} transitions`,
      );
      if (report.violation === null) return;
      return yield* new ClaimsBroken({ message: `${report.violation.claim} is broken` });
    }),
).pipe(Command.withDescription("Run one world again and print what happened"));

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
