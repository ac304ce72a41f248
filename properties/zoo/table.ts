import type { Bug } from "./bug.ts";
import type { Hunt } from "./hunt.ts";

/** The value below which `share` of the values lie; the values ascend. */
function percentile(ascending: readonly number[], share: number): number {
  const at = Math.min(ascending.length - 1, Math.ceil(share * ascending.length) - 1);
  return ascending[Math.max(0, at)] ?? Number.NaN;
}

/** One line for a terminal. */
export function lineOf({ bug, seeds, claims, events, problems }: Hunt): string {
  const figures = [percentile(seeds, 0.5), percentile(seeds, 0.95), events];
  const found = `${bug.padEnd(34)} ${figures.map((n) => String(n).padStart(6)).join("")}  `;
  return `${found}${claims.join(", ")}${problems.map((problem) => `\n  ${problem}`).join("")}`;
}

/** The page of the zoo. */
export function pageOf(bugs: readonly Bug[], hunts: readonly Hunt[]): string {
  const rows = bugs.map(({ name, kind, what, thread }) => {
    const hunt = hunts.find(({ bug }) => bug === name);
    if (hunt === undefined) throw new Error(`nobody has looked for ${name}`);
    const { seeds, claims, events } = hunt;
    const figures = [percentile(seeds, 0.5), percentile(seeds, 0.95), seeds.length, events];
    return `| ${name} | ${kind} | ${what} | ${claims.join(", ")} | ${figures.join(" | ")} | ${thread ?? ""} |`;
  });
  const stories = hunts
    .filter(({ events }) => events > 0)
    .toSorted((a, b) => a.events - b.events)
    .filter((_, index, all) => index % Math.ceil(all.length / STORIES) === 0)
    .map(({ bug, story, broken }) => `${bug}:\n\n    ${[...story, broken].join("\n    ")}`);
  return `${HEADING}\n${rows.join("\n")}\n\n## Some of the histories\n\n${stories.join("\n\n")}\n`;
}

/** Where the page of the zoo is, from the root of the repository. */
export const PAGE = "docs/reference/zoo.md";

/** Histories that are told in full, from the shortest to the longest. */
const STORIES = 6;

const HEADING = `# The zoo

Bugs that the simulator has to find. Each is a small patch of core, or of the simulated host, in
[properties/zoo/bugs](../../properties/zoo/bugs); \`npm run zoo\` looks for all of them, and
\`npm run zoo -- --write\` writes this page.

*Seeds* are the worlds that had to be run until the first claim was found broken: the median and the
95th percentile over so many *searches*, each with other first seeds. *Events* are those that the
shortest history found has: what moved durable state, restarts and faults. *Seen as* names a public
report of such a bug in another system.

| bug | class | what is wrong | claims that fired | median | 95 % | searches | events | seen as |
|---|---|---|---|---|---|---|---|---|`;
