export * from "./abstract/models.ts";
export * from "./abstract/refinements.ts";
export { canonical } from "./checker/canonical.ts";
export { eventTable } from "./checker/event-table.ts";
export * from "./checker/explore.ts";
export type * from "./checker/machine.ts";
export { type Counts, COUNTS } from "./abstract/counts.ts";
export { setOf } from "./abstract/collections.ts";
export * from "./abstract/partition/index.ts";
