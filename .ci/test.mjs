// Everything that must hold before a commit: one stage after the other, one line each. The first
// stage that fails shows its output and ends the run. Arguments go to vitest (a path, `-t name`).
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const cache = join(modules, ".cache");
/** What vitest reports; .ci/run counts in it. */
const results = join(cache, "test-results.json");

/** The stages write to a pipe, so they are told whether a terminal reads what they write. */
const colours = process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" };

const STAGES = [
  { name: "build", tool: ["typescript", "bin/tsc"], args: ["--build", "tsconfig.build.json"] },
  { name: "types", tool: ["typescript", "bin/tsc"], args: ["--build"] },
  { name: "lint", tool: ["oxlint", "bin/oxlint"], args: [] },
  { name: "format", tool: ["oxfmt", "bin/oxfmt"], args: ["--check"] },
  { name: "dead code", tool: ["knip", "bin/knip.js"], args: ["--no-progress"] },
  {
    name: "tests",
    tool: ["vitest", "vitest.mjs"],
    args: [
      "run",
      "--config=.vitest.config.ts",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${results}`,
      ...process.argv.slice(2),
    ],
    count: countTests,
  },
];

mkdirSync(cache, { recursive: true });
rmSync(results, { force: true });
for (const stage of STAGES) {
  const startedAt = performance.now();
  const done = spawnSync(process.execPath, [join(modules, ...stage.tool), ...stage.args], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: Number.POSITIVE_INFINITY,
    env: { ...process.env, ...colours },
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const passed = done.status === 0;
  const count = stage.count?.() ?? "";
  print(`${stage.name.padEnd(10)}${passed ? "ok" : "failed"}  ${seconds} s${count}`);
  if (passed) continue;
  if (done.error) print(String(done.error));
  print(done.stdout + done.stderr);
  process.exitCode = done.status ?? 1;
  break;
}

function countTests() {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, "utf8"));
    return `  ${numPassedTests} passed, ${numFailedTests} failed`;
  } catch {
    return "  no results: vitest did not get far enough to write them";
  }
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
