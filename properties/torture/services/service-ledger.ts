import { openLedger } from "../ledger.ts";

const path = process.env["TORTURE_LEDGER"];
if (path === undefined) throw new Error("TORTURE_LEDGER must name the ledger file");

/** Writes a line to the ledger of this run of the torture. */
export const append = openLedger(path);
