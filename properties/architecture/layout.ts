import { LINES_WITHOUT_REASON } from "./long-files.ts";
import type { Finding, TextFile } from "./tree.ts";

/** All that may stand at the top of the repository; dotfiles may as well. */
const TOP_LEVEL =
  /^(package\.json|package-lock\.json|tsconfig[a-z.]*\.json|spec|core|adapters|simulator|sdk|properties|docs|README\.md|LICENSE|\..+)$/;

/** Names that say nothing about what is inside, and so end up holding anything. */
const EMPTY_NAMES = /^(utils?|helpers?|common|misc|managers?)$/i;

/** What stands at the top level and is not part of the layout. */
export function strangersAtTop(paths: readonly string[]): Finding[] {
  const names = new Set(paths.map((path) => path.split("/", 1).join()));
  return [...names]
    .filter((name) => !TOP_LEVEL.test(name))
    .map((path) => ({ path, message: "is not part of the top-level layout; give it a room" }));
}

/** Files and folders with a name such as utils, or with such a word in it. */
export function emptyNames(paths: readonly string[]): Finding[] {
  return paths
    .filter((path) => path.split("/").some((part) => wordsOf(part).some(isEmptyName)))
    .map((path) => ({ path, message: "is named after no thing; name it after what it does" }));
}

function wordsOf(name: string): string[] {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").split(/[-._]/);
}

function isEmptyName(word: string): boolean {
  return EMPTY_NAMES.test(word);
}

/** Files that are too long without a reason, and reasons for files that are not too long. */
export function unreasonablyLong(
  files: readonly TextFile[],
  reasons: Readonly<Record<string, string>>,
): Finding[] {
  const long = files.filter((file) => linesOf(file) > LINES_WITHOUT_REASON);
  const unexplained = long
    .filter((file) => !reasons[file.path])
    .map((file) => ({
      path: file.path,
      message: `has ${linesOf(file)} lines; cut it, or say in long-files.ts why not`,
    }));
  const stale = Object.keys(reasons)
    .filter((path) => !long.some((file) => file.path === path))
    .map((path) => ({ path, message: "is not long any more; remove its reason" }));
  return [...unexplained, ...stale];
}

export function medianLines(files: readonly TextFile[]): number {
  const lengths = files.map(linesOf).sort((a, b) => a - b);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
}

function linesOf(file: TextFile): number {
  return file.text.split("\n").length - 1;
}
