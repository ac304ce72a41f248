import type { AttachInvocationCommand, GetInvocationOutputCommand } from "./attach.ts";
import type { CompleteAwakeableCommand } from "./awakeable.ts";
import type { CallCommand } from "./call.ts";
import type {
  AwaitingOn,
  CommandAck,
  End,
  ProposeRunCompletion,
  ProposeRunCompletionAck,
} from "./control.ts";
import type { GetEagerStateCommand } from "./eager-state.ts";
import type { ErrorMessage } from "./error.ts";
import type { InputCommand, OutputCommand } from "./input-output.ts";
import type { Notification } from "./notification.ts";
import type { OneWayCallCommand } from "./one-way-call.ts";
import type { CompletePromiseCommand, GetPromiseCommand, PeekPromiseCommand } from "./promise.ts";
import type { RunCommand } from "./run.ts";
import type { SendSignalCommand } from "./signal.ts";
import type { SleepCommand } from "./sleep.ts";
import type { Start } from "./start.ts";
import type {
  ClearAllStateCommand,
  ClearStateCommand,
  GetLazyStateCommand,
  SetStateCommand,
} from "./state.ts";
import type { GetEagerStateKeysCommand, GetLazyStateKeysCommand } from "./state-keys.ts";
import type { Suspension } from "./suspension.ts";

/** Messages that steer the stream and are never journaled (wire facts 1.4). */
export type ControlMessage =
  | Start
  | Suspension
  | ErrorMessage
  | End
  | CommandAck
  | ProposeRunCompletion
  | AwaitingOn
  | ProposeRunCompletionAck;

/** Messages by which a handler does something; each is one journal entry (wire facts 1.5). */
export type Command =
  | InputCommand
  | OutputCommand
  | GetLazyStateCommand
  | SetStateCommand
  | ClearStateCommand
  | ClearAllStateCommand
  | GetLazyStateKeysCommand
  | GetEagerStateCommand
  | GetEagerStateKeysCommand
  | GetPromiseCommand
  | PeekPromiseCommand
  | CompletePromiseCommand
  | SleepCommand
  | CallCommand
  | OneWayCallCommand
  | SendSignalCommand
  | RunCommand
  | AttachInvocationCommand
  | GetInvocationOutputCommand
  | CompleteAwakeableCommand;

/** Everything that travels in a frame; a total switch over `_tag` covers the protocol. */
export type Message = ControlMessage | Command | Notification;
