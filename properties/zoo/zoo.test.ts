import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { applyEdits } from "./apply-edits.ts";
import { type Bug, BUG_CLASSES } from "./bug.ts";
import { BUGS } from "./bugs/index.ts";
import { hunt } from "./hunt.ts";
import { readSources, ROOT } from "./sources.ts";
import { PAGE } from "./table.ts";

/** Seeds within which the bugs below have to be found. */
const MAX_SEEDS = 60;

/** One bug of each class, of those that are found soon. */
const SAMPLE = [
  "lock-not-seen",
  "first-write-wins",
  "epoch-not-raised",
  "suspension-does-not-look",
  "fires-early",
  "repeated-call-begins-again",
  "killed-still-owed",
  "acts-before-durable",
];

it("has at least forty bugs, each with a name of its own, and all classes", () => {
  expect(BUGS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
  expect(new Set(BUGS.map(({ kind }) => kind))).toEqual(new Set(BUG_CLASSES));
});

it("has only bugs that fit the sources: each edit exactly once", () => {
  const sources = new Map([...readSources("core"), ...readSources("simulator")]);
  const misfits = BUGS.flatMap((bug) => {
    try {
      const edited = applyEdits(sources, bug);
      return edited === sources ? [bug.name] : [];
    } catch (error) {
      return [String(error)];
    }
  });
  expect(misfits).toEqual([]);
});

it("says what no longer fits, and where", () => {
  const edits = [{ file: "core/model/lock.ts", find: "no such text", replace: "" }] as const;
  const bug: Bug = { name: "misfit", kind: "lock and queue", what: "nothing", edits, claims: [] };
  const apply = (): unknown => applyEdits(readSources("core"), bug);
  expect(apply).toThrow(/^bug misfit no longer fits: core\/model\/lock\.ts has 0 times, not once/);
});

it("has a page with all bugs in their order; `npm run zoo -- --write` writes it", () => {
  const rows = readFileSync(join(ROOT, PAGE), "utf8").matchAll(/^\| ([a-z-]+) \| ([^|]*) \| /gm);
  const onPage = [...rows].map(([, name, kind]) => `${name}: ${kind}`).slice(1);
  expect(onPage).toEqual(BUGS.map(({ name, kind }) => `${name}: ${kind}`));
});

it.each(SAMPLE)("finds %s, by a claim that it breaks", async (name) => {
  const bug = BUGS.find((each) => each.name === name);
  if (bug === undefined) throw new Error(`the zoo has no bug ${name}`);
  const { problems, claims } = await hunt(bug, {
    restarts: 1,
    maxSteps: 0,
    maxSeeds: MAX_SEEDS,
    shrinkWorlds: 0,
  });
  expect(problems).toEqual([]);
  expect(bug.claims).toEqual(expect.arrayContaining([...claims]));
});
