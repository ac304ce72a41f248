import type { LogLevel, PartialStrykerOptions } from "@stryker-mutator/api/core";
import { type Judges, OPTION } from "./runner/options.ts";

/** What a run writes and keeps, from the root of the repository. */
export const CACHE = "node_modules/.cache/mutation";

/** Stryker's processes load the build. */
const PLUGIN = "./properties/mutation/dist/runner/plugin.js";

/** Where Stryker keeps what became of each mutant. */
export const REPORT = `${CACHE}/incremental.json`;

/** What no unit needs: mutants run in a copy of the rest. */
const NOT_COPIED = ["/adapters", "/docs", "/.ci", "dist"];

/** How Stryker is to run: which files of core, judged by what, and whether to go on from before. */
export function strykerOptions(
  mutate: readonly string[],
  judges: Judges,
  { force, workers }: { readonly force: boolean; readonly workers: number },
): PartialStrykerOptions {
  return {
    mutate: [...mutate, "!core/**/*.test.ts", "!core/**/*.fixture.ts"],
    ignorePatterns: NOT_COPIED,
    testRunner: "core",
    ignorers: ["core"],
    plugins: [PLUGIN],
    coverageAnalysis: "perTest",
    // What a mutant does to types says nothing about what it does.
    disableTypeChecks: false,
    checkers: [],
    concurrency: workers,
    incremental: true,
    force,
    incrementalFile: REPORT,
    reporters: ["progress"],
    tempDirName: `${CACHE}/sandbox`,
    timeoutMS: 60_000,
    timeoutFactor: 3,
    dryRunTimeoutMinutes: 10,
    warnings: false,
    allowEmpty: true,
    logLevel: "warn" as LogLevel,
    [OPTION]: judges,
  };
}
