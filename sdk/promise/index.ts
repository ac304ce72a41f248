export type { SettledOf, ValuesOf } from "./combinators.ts";
export { type CallRequest, Context, type SendRequest, type WorkflowPromise } from "./context.ts";
export * from "./definition.ts";
export { type Drain, drainMicrotasks } from "./drain.ts";
export { RetryableError, TerminalError, type TerminalErrorOptions } from "./errors.ts";
export type { RunRetry } from "./execution.ts";
export { decodeJson, encodeJson } from "./json.ts";
export { Later } from "./later.ts";
