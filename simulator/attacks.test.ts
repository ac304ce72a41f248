import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { ATTACKS } from "./attacks.ts";
import { FAULT_NAMES, FAULTS } from "./faults.ts";
import { HIGHEST_ODDS } from "./settings.ts";

const PAGE = fileURLToPath(new URL("../docs/reference/faults.md", import.meta.url));
const FIRST = "| fault | what happens | odds at most | claims it attacks first |";

/** The table of the page, as the code has it. */
function table(): string {
  const rows = FAULT_NAMES.map((name) => {
    const odds = `${Number((HIGHEST_ODDS[name] * 100).toPrecision(3))} %`;
    return `| ${name} | ${FAULTS[name]} | ${odds} | ${ATTACKS[name].join(", ")} |`;
  });
  return [FIRST, "|---|---|---|---|", ...rows].join("\n");
}

it("has on its page every fault, its odds and its claims; UPDATE_FAULTS=1 writes it anew", () => {
  const page = readFileSync(PAGE, "utf8");
  const begin = page.indexOf(FIRST);
  const end = page.indexOf("\n\n", begin);
  const mended = page.slice(0, begin) + table() + page.slice(end);
  if (process.env["UPDATE_FAULTS"] === "1") writeFileSync(PAGE, mended);
  else expect(page).toBe(mended);
});
