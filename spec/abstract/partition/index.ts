export { type ActionName, ACTIONS } from "./actions.ts";
export { OWN_MESSAGES } from "./complete.ts";
export { describeStatus, describeTarget, describeTimer, describeWaited } from "./describe.ts";
export type * from "./happenings.ts";
export type { Places } from "./move.ts";
export { AbstractPartition } from "./partition.ts";
export { Refused } from "./refused.ts";
export type * from "./rows.ts";
