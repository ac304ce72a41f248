export type { Action } from "./action.ts";
export type { Event, Happening } from "./event.ts";
export { owedActions } from "./owed.ts";
export { partitionOf } from "./partition-of.ts";
export { type Transition, transition } from "./transition.ts";
export { resolveTarget, type ResolvedTarget } from "./registry/resolve-target.ts";
