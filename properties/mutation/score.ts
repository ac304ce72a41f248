import { isAlive, type Mutant } from "./report.ts";

/** How many mutants of a folder were killed. */
export interface Score {
  readonly folder: string;
  readonly killed: number;
  readonly survived: number;
  /** Those whose code nothing ran. */
  readonly uncovered: number;
  readonly ignored: number;
}

/** The scores of all folders, and of all in all as the last. */
export function scoresOf(mutants: readonly Mutant[]): readonly Score[] {
  const folders = [...new Set(mutants.map(({ file }) => folderOf(file)))].toSorted();
  const each = folders.map((folder) =>
    scoreOf(
      folder,
      mutants.filter((mutant) => folderOf(mutant.file) === folder),
    ),
  );
  return [...each, scoreOf("all", mutants)];
}

/** Percent killed of all that is not ignored. */
export function ofAll({ killed, survived, uncovered }: Score): number {
  return percent(killed, killed + survived + uncovered);
}

/** Percent killed of those whose code something ran. */
export function ofCovered({ killed, survived }: Score): number {
  return percent(killed, killed + survived);
}

/** Three floors of folders are enough to tell where the weak places are. */
export function folderOf(file: string): string {
  return file.split("/").slice(0, -1).slice(0, 3).join("/");
}

function scoreOf(folder: string, mutants: readonly Mutant[]): Score {
  const count = (is: (mutant: Mutant) => boolean): number => mutants.filter(is).length;
  const uncovered = count(({ status }) => status === "NoCoverage");
  const ignored = count(({ status }) => status === "Ignored");
  const survived = count(({ status }) => isAlive(status)) - uncovered;
  return {
    folder,
    killed: mutants.length - uncovered - ignored - survived,
    survived,
    uncovered,
    ignored,
  };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((1_000 * part) / whole) / 10;
}
