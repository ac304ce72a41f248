export type { SettledOf, ValuesOf } from "./combinators.ts";
export { type CallRequest, Context, type SendRequest, type WorkflowPromise } from "./context.ts";
export * from "./definition.ts";
export { type Drain, drainMicrotasks } from "./drain.ts";
export {
  RetryableError,
  TerminalError,
  type TerminalErrorOptions,
  TimeoutError,
} from "./errors.ts";
export type { WaitsFor } from "./execution.ts";
export { decodeJson, encodeJson } from "./json.ts";
export { Later } from "./later.ts";
export type { Level, Lines, Log } from "./lines.ts";
export type { RunRetry } from "./run-retry.ts";
