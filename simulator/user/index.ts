export { userCasting, type UserFile } from "./casting.ts";
export type { Chooser } from "./chooser.ts";
export type { CallResult, EndOfWorld } from "./end-of-world.ts";
export type { Ledger, LedgerEntry, LedgerOptions } from "./ledger.ts";
export type { OutsideService } from "./outside-service.ts";
export {
  type ClientCall,
  defineWorkload,
  type OutsideFunctions,
  type Surroundings,
  type Workload,
  WorkloadError,
  type WorkloadSource,
} from "./workload.ts";
