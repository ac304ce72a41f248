import { cpus } from "node:os";

import { writePage } from "../page.ts";
import { type CoreFigures, measureCore } from "./measure.ts";

/** Transitions a second of one core that are aimed at. */
const TARGET = 1_000_000;

function sectionOf(figures: CoreFigures): string {
  const { transitions, cpuSeconds, transitionsPerSecond, bytesPerTransition } = figures;
  const number = (value: number): string => value.toLocaleString("en");
  return [
    "## Core alone, in memory",
    "",
    `\`npm run bench:core\` on ${new Date().toISOString().slice(0, 10)}: one core of`,
    `${cpus()[0]?.model ?? "an unknown processor"}, Node ${process.versions.node}, a mix of runs, sleeps,`,
    "state and call chains, frames encoded and decoded, no HTTP and no disk.",
    "",
    "| Target | Measured | |",
    "|---|---|---|",
    `| at least ${number(TARGET)} transitions a second of one core | ${number(transitionsPerSecond)} ` +
      `(${number(transitions)} in ${cpuSeconds.toFixed(1)} s), ${number(bytesPerTransition)} bytes ` +
      `allocated for each | ${transitionsPerSecond >= TARGET ? "met" : "missed"} |`,
  ].join("\n");
}

const section = sectionOf(await measureCore());
process.stdout.write(`${section}\n`);
await writePage("core", section);
