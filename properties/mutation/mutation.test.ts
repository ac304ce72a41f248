import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { pageOf, unexplained } from "./page.ts";
import { reasonFor } from "./reason.ts";
import type { Mutant } from "./report.ts";
import { Judge } from "./runner/judge.ts";
import { Switchboard } from "./runner/switchboard.ts";
import { ofAll, ofCovered, scoresOf } from "./score.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FILE = "core/partition/lifecycle/release-lock.ts";

/** As Stryker writes it: mutant 7 lets no lock go, and nothing ever runs mutant 8. */
function instrumented(path: string): string {
  const text = readFileSync(join(ROOT, path), "utf8");
  if (path !== FILE) return text;
  const body = /(?<=export function releaseLock\([^)]*\): void )\{.*/s;
  const mutated = text.replace(
    body,
    (whole) =>
      `{\n  if (stryMutAct_9fa48("7")) {} else {\n    stryCov_9fa48("7");\n ${whole.slice(1)}\n}\n` +
      `export const unused = () => stryMutAct_9fa48("8") ? 1 : (stryCov_9fa48("8", "9"), 2);\n`,
  );
  if (mutated === text) throw new Error(`${path} is not what this test knows`);
  return mutated;
}

/** The transcripts tell of locks, and need no more than core. */
const SUITES = ["properties/core/transcripts/transcripts.test.ts"];
const JUDGES = { worlds: 0, tourStride: 0, sample: 1, suites: SUITES };

it("sees which units run which mutant", async () => {
  const switchboard = new Switchboard();
  const judge = new Judge(ROOT, switchboard, "cover", JUDGES, instrumented);
  const units = [...judge.units().values()];
  expect(switchboard.takeCoverage()).toEqual({});
  for (const unit of units) await unit.run();
  expect(Object.keys(switchboard.takeCoverage())).toEqual(["7"]);
}, 60_000);

it("sees a mutant killed, cut off, or alive", () => {
  const switchboard = new Switchboard();
  const judge = new Judge(ROOT, switchboard, "mutate", JUDGES, instrumented);
  const all = (): void => {
    for (const unit of judge.units().values()) void unit.run();
  };
  all();
  switchboard.activate(7);
  expect(all).toThrow(/L-LOCK-1/);
  expect(switchboard.exhausted).toBe(false);
  switchboard.activate(7, 0);
  expect(all).toThrow(/round and round/);
  expect(switchboard.exhausted).toBe(true);
  judge.forget();
  switchboard.activate(8);
  all();
}, 60_000);

const MUTANTS: readonly Mutant[] = (
  ["Killed", "Timeout", "Killed", "Survived", "NoCoverage", "Ignored"] as const
).map((status, index) => ({
  file: "core/engine/gate.ts",
  mutator: "BooleanLiteral",
  line: index + 1,
  before: "true",
  after: "false",
  status,
}));

it("counts what is cut off as killed, and leaves out what is ignored", () => {
  const [folder, all] = scoresOf(MUTANTS);
  expect(folder).toEqual({ ...all, folder: "core/engine" });
  expect(all).toMatchObject({ killed: 3, survived: 1, uncovered: 1, ignored: 1 });
  if (all === undefined) throw new Error("there is no sum");
  expect([ofAll(all), ofCovered(all)]).toEqual([60, 75]);
});

it("lists each survivor, with its reason or as one that nothing asserts", () => {
  const reason = { kind: "speed", in: "core/engine/", why: "Only slower." } as const;
  expect(unexplained(MUTANTS, []).map(({ line }) => line)).toEqual([4, 5]);
  expect(unexplained(MUTANTS, [reason])).toEqual([]);
  expect(MUTANTS.map((mutant) => reasonFor(mutant, [{ ...reason, before: /false/ }]))).toEqual(
    MUTANTS.map(() => null),
  );
  const page = pageOf(MUTANTS, [reason], {
    "core/engine/gate.ts": { commit: "c739853", sample: 1 },
    "core/engine/waiters.ts": { commit: "c739853", sample: 9 },
  });
  expect(page).toContain(
    "| core/engine | 3 | 1 | 1 | 1 | 60.0 % | 75.0 % | c739853; c739853, 1 in 9 |",
  );
  expect(page).toContain("- Only slower.\n  - core/engine/gate.ts:4 `true` → `false`\n");
  expect(pageOf(MUTANTS, [], {})).toContain("## Nothing asserts it yet\n\n- core/engine/gate.ts:4");
});
