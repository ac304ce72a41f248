export { type Checker, ClaimBroken } from "./checkers/index.ts";
export { FAULTS, type Fault, faultsNamed } from "./faults.ts";
export { type Campaign, type CampaignOptions, formatFailure, runSeeds } from "./run-seeds.ts";
export { shrink, type ShrinkOptions, type Shrunk } from "./shrink.ts";
export { type Report, simulate, type SimulateOptions, type Violation } from "./simulate.ts";
export type { TraceEvent } from "./trace.ts";
export { formatEvent } from "./trace.ts";
export type { Parts } from "./world.ts";
