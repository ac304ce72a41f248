import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { inRepository } from "../torture/processes.ts";
import { MODES } from "./modes.ts";
import { openOracle } from "./oracle.ts";
import { parityPage } from "./page.ts";
import { playAll } from "./play.ts";
import { CLIENTS } from "./scenarios/clients.ts";
import { HANDLERS } from "./scenarios/handlers.ts";
import { OPERATORS } from "./scenarios/operators.ts";
import { ANSWERS } from "./scenarios/requests.ts";
import { openStage } from "./stage.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    mode: { type: "string", default: "default" },
  },
});
process.once("SIGINT", () => process.exit(130)).once("SIGTERM", () => process.exit(143));

const mode = MODES.get(values.mode);
if (mode === undefined) {
  throw new Error(`--mode ${values.mode} is none of ${[...MODES.keys()].join(", ")}`);
}
const { only } = values;
const scenarios = [...ANSWERS, ...HANDLERS, ...CLIENTS, ...OPERATORS].filter(
  ({ name }) => only === undefined || name.includes(only),
);
if (scenarios.length === 0) throw new Error(`--only ${only}: no scenario has that in its name`);

const stage = await openStage(await openOracle(say), mode);
try {
  const played = await playAll(stage, scenarios);
  const tally = { Same: 0, Better: 0, Missing: 0, Different: 0 };
  for (const { scenario, verdict } of played) {
    tally[verdict._tag] += 1;
    if (verdict._tag === "Missing") say(`missing: ${scenario.name}`);
    if (verdict._tag !== "Different") continue;
    say(`different: ${scenario.name}\n  real ${verdict.real}\n  holdfast ${verdict.holdfast}`);
  }
  if (only === undefined && mode.name === "default") {
    await writeFile(inRepository("docs/reference/parity.md"), parityPage(mode.name, played));
  }
  const agreed = `${tally.Same} same, ${tally.Better} better`;
  const apart = `${tally.Missing} missing, ${tally.Different} different`;
  say(`parity: ${played.length} scenarios in mode ${mode.name}: ${agreed}, ${apart}`);
  process.exitCode = tally.Missing + tally.Different === 0 ? 0 : 1;
} finally {
  await stage.close();
}
process.exit();
