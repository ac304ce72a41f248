import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** One text file of the repository; the bad samples of the tests are such files too. */
export interface TextFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A broken rule: where, and what to do about it. Tests compare a list of them with none. */
export interface Finding {
  readonly path: string;
  readonly message: string;
}

/** What .gitignore keeps out of the repository, and git's own folder. */
const FOREIGN =
  /^(node_modules|dist|coverage|holdfast-data|\.git|\.DS_Store|.*\.(tsbuildinfo|log))$/;

/** Paths of all files that belong to the project, committed yet or not. */
export function projectPaths(): string[] {
  return pathsIn("");
}

function pathsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !FOREIGN.test(entry.name))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? pathsIn(path) : [path];
    });
}

/** The project's files whose names end in one of the endings, such as `.ts`. */
export function projectFiles(...endings: readonly string[]): TextFile[] {
  return projectPaths()
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => ({ path, text: readText(path) }));
}

/** Whether a file is left out of the build: a test, or what only tests use. */
export function isTestFile(path: string): boolean {
  return /\.(test|fixture)\.m?ts$/.test(path);
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

export function readJson(path: string): unknown {
  return JSON.parse(readText(path));
}
