export type * from "./attach.ts";
export type * from "./attach-target.ts";
export type * from "./awakeable.ts";
export type * from "./call.ts";
export type * from "./control.ts";
export * from "./decode.ts";
export type * from "./eager-state.ts";
export * from "./encode.ts";
export type * from "./error.ts";
export type { Failure, FailureMetadata } from "./failure.ts";
export { type Combinator, type Future, MAX_FUTURE_DEPTH } from "./future.ts";
export type { Header } from "./header.ts";
export type * from "./input-output.ts";
export type * from "./message.ts";
export * from "./message-type.ts";
export type * from "./notification.ts";
export type * from "./one-way-call.ts";
export type * from "./promise.ts";
export {
  type FailureResult,
  type ValueOrFailure,
  type ValueResult,
  VOID,
  type VoidResult,
} from "./result.ts";
export type * from "./run.ts";
export {
  CANCEL_SIGNAL_INDEX,
  FIRST_USER_SIGNAL_INDEX,
  type IndexedSignal,
  type NamedSignal,
  type SendSignalCommand,
  type SignalId,
} from "./signal.ts";
export type * from "./sleep.ts";
export type { Start, StateEntry } from "./start.ts";
export type * from "./state.ts";
export type * from "./state-keys.ts";
export type * from "./suspension.ts";
