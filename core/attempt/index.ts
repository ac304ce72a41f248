export { Attempt } from "./attempt.ts";
export { fault } from "./fault.ts";
export type { AttemptPlan } from "./plan.ts";
export type { AttemptSink } from "./sink.ts";
