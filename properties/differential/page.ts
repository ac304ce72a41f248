import type { Played } from "./play.ts";

/** The table of behaviours: one row a scenario, as seen in the run that wrote it. */
export function parityPage(mode: string, played: readonly Played[]): string {
  const rows = played.map(({ scenario, verdict }) => `| ${scenario.name} | ${shown(verdict)} |`);
  return `# Parity with the real server

Written by \`npm run parity\`, which plays each scenario on Restate 1.7.12 and on Holdfast and
compares what clients, operators and handlers see (mode: ${mode}). Ids, times and addresses are
numbered; the wording of a server's own complaints is each server's own. *same* means that nothing
else differed; *missing* that Holdfast has no such route yet.

| behaviour | Holdfast |
|---|---|
${rows.join("\n")}
`;
}

function shown(verdict: Played["verdict"]): string {
  switch (verdict._tag) {
    case "Same":
      return "same";
    case "Better":
      return `better: ${verdict.why}`;
    case "Missing":
      return "missing";
    case "Different":
      return "different";
    default:
      return verdict satisfies never;
  }
}
