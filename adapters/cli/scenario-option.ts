import { Options } from "@effect/cli";
import { type Scenario, scenariosNamed } from "@holdfast/simulator";
import { problemOf } from "./problem-of.ts";

/** `--scenario NAME[,NAME]`; what is no scenario is refused with the list of those that are. */
export const scenarioOption = Options.text("scenario").pipe(
  Options.withDescription("Plays these scenarios, such as call-chain,saga"),
  Options.mapTryCatch(parseScenarios, problemOf),
  Options.optional,
);

/** Their names: what a thread can be told. */
export function namesOf(scenarios: readonly Scenario[]): readonly string[] {
  return scenarios.map(({ name }) => name);
}

type Scenarios = readonly [Scenario, ...Scenario[]];

function parseScenarios(text: string): Scenarios {
  const [first, ...rest] = scenariosNamed(text.split(",").map((name) => name.trim()));
  if (first === undefined) throw new RangeError("--scenario wants at least one name");
  return [first, ...rest];
}
