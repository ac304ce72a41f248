import { readFile, writeFile } from "node:fs/promises";

import { inRepository } from "../torture/processes.ts";

/** The parts of the page, in their order; each benchmark writes its own. */
const PARTS = ["server", "core"] as const;
export type Part = (typeof PARTS)[number];

const PAGE = "docs/reference/performance.md";
const TITLE = `# Performance

Written by the benchmarks themselves, each its own part. Figures of one machine mean little on
another; ratios of paired runs mean more.
`;

/** Puts a part into the page, in place of what stood there. */
export async function writePage(part: Part, section: string): Promise<void> {
  const path = inRepository(PAGE);
  const page = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  await writeFile(path, withPart(page, part, section));
}

/** The page with a part replaced; the others stay as they are. */
export function withPart(page: string, part: Part, section: string): string {
  const bodies = PARTS.flatMap((name) => {
    const body = name === part ? section : bodyOf(page, name);
    return body === null ? [] : [`${opening(name)}\n${body.trim()}\n${closing(name)}`];
  });
  return `${[TITLE.trim(), ...bodies].join("\n\n")}\n`;
}

function bodyOf(page: string, part: Part): string | null {
  const from = page.indexOf(opening(part));
  const to = page.indexOf(closing(part));
  return from < 0 || to < from ? null : page.slice(from + opening(part).length, to);
}

const opening = (part: Part): string => `<!-- ${part} -->`;
const closing = (part: Part): string => `<!-- end of ${part} -->`;
