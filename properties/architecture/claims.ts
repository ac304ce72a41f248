import type { Finding, TextFile } from "./tree.ts";

/** One row of spec/claims.md. */
export interface Claim {
  readonly name: string;
  /** Files and folders that keep the claim, each of which names it. */
  readonly keptIn: readonly string[];
  /** Files and folders that would notice if it were broken, each of which names it too. */
  readonly watchedBy: readonly string[];
  /** Modules of the specification that state it, each of which names it too; there may be none. */
  readonly modelledIn: readonly string[];
}

/** A claim's name: safety, liveness or assumption, a topic, a number. */
const NAME = /\b[SLA]-[A-Z]{2,}(?:-[A-Z]{2,})*-\d+\b/g;
const ROW = new RegExp(`^\\|\\s*(${NAME.source})\\s*\\|`);

/** Reads the table rows `| S-LOCK-1 | sentence | kept in | watched by | modelled in |`. */
export function claimsOf(markdown: string): Claim[] {
  return markdown.split("\n").flatMap((line) => {
    const name = ROW.exec(line)?.[1];
    if (name === undefined) return [];
    const cells = line.split("|").map((cell) => cell.trim());
    const [keptIn, watchedBy, modelledIn] = [cells[3], cells[4], cells[5]].map(pathsOf);
    return [
      { name, keptIn: keptIn ?? [], watchedBy: watchedBy ?? [], modelledIn: modelledIn ?? [] },
    ];
  });
}

function pathsOf(cell: string | undefined): string[] {
  return (cell ?? "").split(/[\s,`]+/).filter((path) => path !== "");
}

/** Names in the files that no claim bears: a typing error, or a claim that was taken back. */
export function unknownNames(claims: readonly Claim[], files: readonly TextFile[]): Finding[] {
  const known = new Set(claims.map((claim) => claim.name));
  return files.flatMap(({ path, text }) =>
    [...new Set(text.match(NAME))]
      .filter((name) => !known.has(name))
      .map((name) => ({ path, message: `names ${name}, which spec/claims.md does not have` })),
  );
}

/** Claims that nothing keeps or watches where spec/claims.md says so, and claims stated twice. */
export function unkept(claims: readonly Claim[], files: readonly TextFile[]): Finding[] {
  return claims.flatMap((claim, index) => {
    const problems = [
      ...missing("kept", claim.keptIn, claim, files),
      ...missing("watched", claim.watchedBy, claim, files),
      ...absent("modelled", claim.modelledIn, claim, files),
    ];
    if (claims.findIndex((other) => other.name === claim.name) < index) {
      problems.push(`${claim.name} is stated twice`);
    }
    return problems.map((message) => ({ path: "spec/claims.md", message }));
  });
}

function missing(
  how: "kept" | "watched",
  places: readonly string[],
  claim: Claim,
  files: readonly TextFile[],
): string[] {
  if (places.length === 0) return [`${claim.name} does not say where it is ${how}`];
  return absent(how, places, claim, files);
}

function absent(
  how: "kept" | "watched" | "modelled",
  places: readonly string[],
  claim: Claim,
  files: readonly TextFile[],
): string[] {
  return places
    .filter((place) => !files.some((file) => isIn(file.path, place) && names(file, claim)))
    .map((place) => `${claim.name} is said to be ${how} in ${place}, where nothing names it`);
}

function isIn(path: string, place: string): boolean {
  return path === place || path.startsWith(place.endsWith("/") ? place : `${place}/`);
}

function names(file: TextFile, claim: Claim): boolean {
  return new RegExp(`\\b${claim.name}\\b`).test(file.text);
}
