import { parseArgs } from "node:util";

import { figures, torture } from "./torture.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "50" },
    invocations: { type: "string", default: "100" },
    "spare-awakeables": { type: "boolean", default: false },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

process.once("SIGINT", () => process.exit(130)).once("SIGTERM", () => process.exit(143));

const { rounds, counts, violations, traced, folder } = await torture({
  rounds: Number(values.rounds),
  invocations: Number(values.invocations),
  seed: Number(values.seed),
  spareAwakeables: values["spare-awakeables"],
  say: (line) => console.log(line),
});
console.log(`torture: ${rounds} rounds, ${figures(counts, violations)}`);
if (traced !== null) console.log(`torture: of the trace accepted: ${JSON.stringify(traced)}`);
if (folder !== null) console.log(`torture: logs, ledger and data are in ${folder}`);
process.exitCode = violations.length === 0 ? 0 : 1;
