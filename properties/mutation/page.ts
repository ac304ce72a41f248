import { KINDS, type Kind, type Reason, reasonFor } from "./reason.ts";
import { isAlive, type Measured, type Mutant } from "./report.ts";
import { folderOf, ofAll, ofCovered, type Score, scoresOf } from "./score.ts";

/** Lines for a terminal, a folder each. */
export function tableOf(scores: readonly Score[]): readonly string[] {
  const heading = "folder                       killed survived uncovered  of all  of covered";
  return [heading, ...scores.map(lineOf)];
}

function lineOf(score: Score): string {
  const { folder, killed, survived, uncovered } = score;
  const counts = [killed, survived, uncovered].map((n) => String(n).padStart(8)).join(" ");
  const shares = [ofAll(score), ofCovered(score)].map((n) => `${n.toFixed(1)} %`.padStart(9));
  return `${folder.padEnd(27)} ${counts} ${shares.join(" ")}`;
}

/** The survivors that no reason speaks for. */
export function unexplained(mutants: readonly Mutant[], reasons: readonly Reason[]): Mutant[] {
  return mutants.filter((mutant) => isAlive(mutant.status) && reasonFor(mutant, reasons) === null);
}

/** A mutant in one line. */
export function mutantLine({ file, line, before, after, status }: Mutant): string {
  const never = status === "NoCoverage" ? " (nothing runs it)" : "";
  return `${file}:${line} ${quoted(before)} → ${quoted(after)}${never}`;
}

/** The page about all mutants. */
export function pageOf(
  mutants: readonly Mutant[],
  reasons: readonly Reason[],
  measured: Measured,
): string {
  const scores = scoresOf(mutants);
  const rows = scores.map((score) => rowOf(score, measured));
  const open = unexplained(mutants, reasons);
  const sections = (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    sectionOf(kind, mutants, reasons),
  );
  const rest =
    open.length === 0
      ? []
      : ["## Nothing asserts it yet", "", ...open.map((mutant) => `- ${mutantLine(mutant)}`), ""];
  return [HEADING, ...rows, "", ...sections, ...rest].join("\n").trimEnd() + "\n";
}

function rowOf(score: Score, measured: Measured): string {
  const { folder, killed, survived, uncovered, ignored } = score;
  const commits = new Set(
    Object.entries(measured)
      .filter(([file]) => folder === "all" || folderOf(file) === folder)
      .map(([, { commit, sample }]) => (sample === 1 ? commit : `${commit}, 1 in ${sample}`)),
  );
  const cells = [
    folder === "all" ? "**all of these**" : folder,
    killed,
    survived,
    uncovered,
    ignored,
    `${ofAll(score).toFixed(1)} %`,
    `${ofCovered(score).toFixed(1)} %`,
    [...commits].join("; "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function sectionOf(kind: Kind, mutants: readonly Mutant[], reasons: readonly Reason[]): string[] {
  const alive = mutants.filter(({ status }) => isAlive(status));
  const groups = reasons
    .filter((reason) => reason.kind === kind)
    .map((reason) => ({
      why: reason.why,
      found: alive.filter((mutant) => reasonFor(mutant, reasons) === reason),
    }))
    .filter(({ found }) => found.length > 0);
  if (groups.length === 0) return [];
  const lines = groups.flatMap(({ why, found }) => [
    `- ${why}`,
    ...found.map((mutant) => `  - ${mutantLine(mutant)}`),
  ]);
  return [`## ${kind}`, "", KINDS[kind], "", ...lines, ""];
}

/** A text in backquotes, cut in the middle where it is long. */
function quoted(text: string): string {
  const short = text.length <= 90 ? text : `${text.slice(0, 60)} … ${text.slice(-20)}`;
  return short === "" ? "nothing" : `\`${short.replaceAll("`", "'").replaceAll("|", "¦")}\``;
}

const HEADING = `# Mutants of core

[Stryker](https://stryker-mutator.io) changes core in one small place at a time; something has to
notice. What may notice is simulation and properties alone: worlds of the simulator with all their
checkers and the refinement, tours of the specification's modules, golden transcripts, crashes of a
story at random, properties of the partition, of attempts and of the wire codec, the vectors, and
those of core's own tests that assert something of all cases that fast-check makes. Tests of core
by example do not count. \`npm run mutation\` runs all mutants, \`npm run mutation -- --folder
core/partition\` those of a folder, and \`--write\` writes this page.

A mutant that goes round and round until it is cut off counts as killed. Left out by rule
([rules.ts](../../properties/mutation/runner/rules.ts)) are texts of errors and code that the
compiler has proven never to run. *Uncovered* is code that nothing of the above runs; *of covered*
leaves it out. Where a commit is followed by *1 in N*, only every N-th mutant was run
(\`--sample N\`), to see where the weak places are; each figure is of those.

| folder | killed | survived | uncovered | left out | of all | of covered | on commit |
|---|---|---|---|---|---|---|---|`;
