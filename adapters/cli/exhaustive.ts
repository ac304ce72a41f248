import { Command, Options } from "@effect/cli";
import {
  BOUNDS,
  type Bounds,
  deviate,
  type Deviations,
  exhaust,
  type Exhausted,
  formatFailure,
  type Scenario,
  scenariosNamed,
} from "@holdfast/simulator";
import { Console, Effect, Option } from "effect";
import { ClaimsBroken } from "./claims-broken.ts";
import { faultsOption } from "./faults-option.ts";
import { scenarioOption } from "./scenario-option.ts";
import { Unusable } from "./unusable.ts";
import { problemOf } from "./problem-of.ts";

/** The smallest scenarios: where none is named, these. */
const SMALLEST = ["two-on-one-key", "call", "idempotent-call", "awakeable"];

const faults = faultsOption.pipe(Options.withDefault(BOUNDS.faults));
const mostFaults = Options.integer("most-faults").pipe(
  Options.withDescription("How many of them strike in one run at most"),
  Options.withDefault(BOUNDS.mostFaults),
);
const mostChoices = Options.integer("most-choices").pipe(
  Options.withDescription("How many other choices of one run are not the calm one, at most"),
  Options.withDefault(BOUNDS.mostChoices),
);
const width = Options.integer("width").pipe(
  Options.withDescription("How many values of each such choice are tried; at least 2"),
  Options.withDefault(BOUNDS.width),
);
const maxRuns = Options.integer("max-runs").pipe(
  Options.withDescription("Runs of a scenario after which it is given up, incomplete"),
  Options.withDefault(BOUNDS.maxRuns),
);
const only = Options.text("only").pipe(
  Options.withDescription("Plays one run again: the choices of it that are not calm, as 12=1,57=1"),
  Options.mapTryCatch(parseDeviations, problemOf),
  Options.optional,
);

/** `holdfast exhaustive`: all runs of small scenarios, within bounds. */
export const exhaustive = Command.make(
  "exhaustive",
  { scenario: scenarioOption, faults, mostFaults, mostChoices, width, maxRuns, only },
  ({ scenario, only, ...given }) =>
    Effect.gen(function* () {
      const bounds = yield* usable({ ...BOUNDS, ...given });
      const scenarios = Option.getOrElse(scenario, () => scenariosNamed(SMALLEST));
      if (Option.isSome(only)) return yield* again(scenarios, bounds, only.value);
      yield* Console.log(
        `within at most ${bounds.mostFaults} of ${bounds.faults.join(", ")} ` +
          `and ${bounds.mostChoices} other choices that are not calm:`,
      );
      for (const each of scenarios) {
        const exhausted = yield* Effect.promise(() => exhaust(each, bounds));
        yield* Console.log(lineOf(exhausted));
        const [failure] = exhausted.failures;
        if (failure === undefined) continue;
        yield* Console.log(`\n${formatFailure(failure.report)}\n`);
        yield* Console.log(`the same again: ${commandOf(each, bounds, failure.deviations)}`);
        const claim = failure.report.violation?.claim ?? "a claim";
        return yield* new ClaimsBroken({ message: `${claim} is broken` });
      }
    }),
).pipe(Command.withDescription("Play small scenarios in every way there is, within bounds"));

function again(
  scenarios: readonly Scenario[],
  bounds: Bounds,
  deviations: Deviations,
): Effect.Effect<void, Unusable | ClaimsBroken> {
  const [scenario, second] = scenarios;
  if (scenario === undefined || second !== undefined) {
    return new Unusable({ message: "--only is for one scenario: name it by --scenario" });
  }
  return Effect.promise(() => deviate(scenario, bounds, deviations)).pipe(
    Effect.tap(({ report }) => Console.log(formatFailure(report, report.events.length))),
    Effect.flatMap(({ report: { violation } }) =>
      violation === null
        ? Effect.void
        : new ClaimsBroken({ message: `${violation.claim} is broken` }),
    ),
  );
}

function usable(bounds: Bounds): Effect.Effect<Bounds, Unusable> {
  const least = { mostFaults: 0, mostChoices: 0, width: 2, maxRuns: 1 } as const;
  for (const name of ["mostFaults", "mostChoices", "width", "maxRuns"] as const) {
    if (bounds[name] >= least[name]) continue;
    const option = `--${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`;
    const message = `${option} is ${bounds[name]}; it has to be at least ${least[name]}`;
    return new Unusable({ message });
  }
  return Effect.succeed(bounds);
}

function lineOf({ scenario, runs, histories, complete }: Exhausted): string {
  const end = complete ? "complete" : "not complete";
  return `${scenario.padEnd(20)} ${runs} runs, ${histories} different histories, ${end}`;
}

function commandOf(
  { name }: Scenario,
  { faults, mostFaults, mostChoices, width }: Bounds,
  deviations: Deviations,
): string {
  const only = [...deviations].map(([number, at]) => `${number}=${at}`).join(",");
  return (
    `holdfast exhaustive --scenario ${name} --faults ${faults.join(",")} ` +
    `--most-faults ${mostFaults} --most-choices ${mostChoices} --width ${width}` +
    (only === "" ? "" : ` --only ${only}`)
  );
}

function parseDeviations(text: string): Deviations {
  return new Map(
    text.split(",").map((part) => {
      const [, number, at] = /^(\d+)=(\d+)$/.exec(part.trim()) ?? [];
      if (number !== undefined && at !== undefined) return [Number(number), Number(at)] as const;
      throw new RangeError(`'${part}' is no choice: write its number and what it is, as 12=1`);
    }),
  );
}
