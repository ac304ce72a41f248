import type { Parts } from "../../../index.ts";

/** A bug that can be put into the engine's disk, to see what the claims say to it. */
export interface PlantedBug {
  readonly name: string;
  readonly parts: Partial<Parts>;
}

type Rows = Parameters<Parts["applyBatch"]>[1];

/** Bugs to choose from; the first is none. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  { name: "no bug planted", parts: {} },
  forgetting("the disk forgets that a lock was freed", (rows) =>
    rows.filter(({ table, value }) => table !== "lock" || value !== null),
  ),
  forgetting("the disk forgets timers", (rows) =>
    rows.filter(({ table, value }) => table !== "timer" || value === null),
  ),
  forgetting("the disk forgets the results of runs", (rows) =>
    rows.filter(({ table, value }) => table !== "journal" || value?._tag !== "Notification"),
  ),
  forgetting("the disk forgets who waits in line", (rows) =>
    rows.filter(({ table, value }) => table !== "inbox" || value === null),
  ),
  forgetting("the disk forgets state", (rows) => rows.filter(({ table }) => table !== "state")),
];

function forgetting(name: string, kept: (rows: Rows) => Rows): PlantedBug {
  return { name, parts: { applyBatch: (tables, rows) => tables.apply(kept(rows)) } };
}
