import { type Finding, isTestFile, type TextFile } from "./tree.ts";

/** Traces of the machine on which something was written. The brackets keep them from finding themselves. */
const LEAKS = [
  { what: "a path of one machine", pattern: /\/(w[o]rk|r[o]ot|h[o]me|U[s]ers|f[a]rm)\/[\w.]+/ },
  {
    what: "the host of a package registry",
    pattern: /\b(r[e]gistry|d[e]b|p[k]g)\.[a-z]+\.(org|com)\b/,
  },
];

/** Tests of TLS need keys of their own; anywhere else one was left behind by accident. */
const KEY = { what: "a private key", pattern: /-----B[E]GIN [A-Z ]*PRIVATE KEY/ };

/** Finds lines that only make sense on the machine where they were written. */
export function leaks(file: TextFile): Finding[] {
  const unwanted = isTestFile(file.path) ? LEAKS : [...LEAKS, KEY];
  return file.text.split("\n").flatMap((line, index) =>
    unwanted
      .filter(({ pattern }) => pattern.test(line))
      .map(({ what }) => ({
        path: `${file.path}:${index + 1}`,
        message: `holds ${what}`,
      })),
  );
}
