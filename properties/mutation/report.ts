import { readFileSync, writeFileSync } from "node:fs";

/** What became of one mutant. */
export interface Mutant {
  readonly file: string;
  readonly mutator: string;
  /** First line of what was replaced, from 1. */
  readonly line: number;
  /** The text that was replaced, and what stood there instead. */
  readonly before: string;
  readonly after: string;
  readonly status: Status;
}

/** Stryker's word for it: a timeout counts as killed, an ignored one not at all. */
export type Status = "Killed" | "Timeout" | "Survived" | "NoCoverage" | "Ignored" | "RuntimeError";

interface Position {
  readonly line: number;
  readonly column: number;
}

/** The parts of Stryker's report that are read here. */
interface StoredReport {
  readonly files: Record<string, { readonly source: string; mutants: readonly StoredMutant[] }>;
}
interface StoredMutant {
  readonly id: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: Status;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** When and how the mutants of a file were run, by its path. */
export type Measured = Readonly<Record<string, Run>>;
export interface Run {
  readonly commit: string;
  /** One mutant in so many was run. */
  readonly sample: number;
}

/** All mutants of a report that Stryker keeps in a file; those that no sample had are left out. */
export function readReport(path: string, measured: Measured): readonly Mutant[] {
  const { files } = JSON.parse(readFileSync(path, "utf8")) as StoredReport;
  return Object.entries(files)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([file, { source, mutants }]) => {
      const sample = measured[file]?.sample ?? 1;
      return mutants
        .filter(({ status, id }) => !LEFT.includes(status) && Number(id) % sample === 0)
        .map((each) => mutantOf(file, source, each));
    });
}

/** What was not run, being in no sample. */
export const LEFT: readonly Status[] = ["RuntimeError"];

/** That, and what nothing killed. */
export const LIVED_OR_LEFT: readonly Status[] = [...LEFT, "Survived", "NoCoverage"];

/** Takes out mutants of some statuses, so that Stryker runs them again. */
export function forget(path: string, statuses: readonly Status[]): void {
  const report = JSON.parse(readFileSync(path, "utf8")) as StoredReport;
  for (const file of Object.values(report.files)) {
    file.mutants = file.mutants.filter(({ status }) => !statuses.includes(status));
  }
  writeFileSync(path, JSON.stringify(report));
}

/** Whether nothing noticed the mutant. */
export function isAlive(status: Status): boolean {
  return status === "Survived" || status === "NoCoverage";
}

function mutantOf(file: string, source: string, stored: StoredMutant): Mutant {
  const { start, end } = stored.location;
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? "").slice(0, end.column - 1);
  lines[0] = (lines[0] ?? "").slice(start.column - 1);
  return {
    file,
    mutator: stored.mutatorName,
    line: start.line,
    before: oneLine(lines.join("\n")),
    after: oneLine(stored.replacement),
    status: stored.status,
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
