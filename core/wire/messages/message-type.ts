/**
 * The number of each message in its frame header (wire facts 1.4 and 1.5).
 * Exists so that no number of the protocol is written anywhere else.
 */
export const MessageType = {
  Start: 0x0000,
  Suspension: 0x0001,
  Error: 0x0002,
  End: 0x0003,
  CommandAck: 0x0004,
  ProposeRunCompletion: 0x0005,
  AwaitingOn: 0x0006,
  ProposeRunCompletionAck: 0x0007,

  InputCommand: 0x0400,
  OutputCommand: 0x0401,
  GetLazyStateCommand: 0x0402,
  SetStateCommand: 0x0403,
  ClearStateCommand: 0x0404,
  ClearAllStateCommand: 0x0405,
  GetLazyStateKeysCommand: 0x0406,
  GetEagerStateCommand: 0x0407,
  GetEagerStateKeysCommand: 0x0408,
  GetPromiseCommand: 0x0409,
  PeekPromiseCommand: 0x040a,
  CompletePromiseCommand: 0x040b,
  SleepCommand: 0x040c,
  CallCommand: 0x040d,
  OneWayCallCommand: 0x040e,
  SendSignalCommand: 0x0410,
  RunCommand: 0x0411,
  AttachInvocationCommand: 0x0412,
  GetInvocationOutputCommand: 0x0413,
  CompleteAwakeableCommand: 0x0414,

  GetLazyStateNotification: 0x8002,
  GetLazyStateKeysNotification: 0x8006,
  GetPromiseNotification: 0x8009,
  PeekPromiseNotification: 0x800a,
  CompletePromiseNotification: 0x800b,
  SleepNotification: 0x800c,
  CallNotification: 0x800d,
  CallInvocationIdNotification: 0x800e,
  RunNotification: 0x8011,
  AttachInvocationNotification: 0x8012,
  GetInvocationOutputNotification: 0x8013,
  SignalNotification: 0xfbff,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map<number, string>([
  [MessageType.Start, "start"],
  [MessageType.Suspension, "suspension"],
  [MessageType.Error, "error"],
  [MessageType.End, "end"],
  [MessageType.CommandAck, "command ack"],
  [MessageType.ProposeRunCompletion, "propose run completion"],
  [MessageType.AwaitingOn, "awaiting on"],
  [MessageType.ProposeRunCompletionAck, "propose run completion ack"],
  [MessageType.InputCommand, "input"],
  [MessageType.OutputCommand, "output"],
  [MessageType.GetLazyStateCommand, "get state (lazy)"],
  [MessageType.SetStateCommand, "set state"],
  [MessageType.ClearStateCommand, "clear state"],
  [MessageType.ClearAllStateCommand, "clear all state"],
  [MessageType.GetLazyStateKeysCommand, "get state keys (lazy)"],
  [MessageType.GetEagerStateCommand, "get state"],
  [MessageType.GetEagerStateKeysCommand, "get state keys"],
  [MessageType.GetPromiseCommand, "get promise"],
  [MessageType.PeekPromiseCommand, "peek promise"],
  [MessageType.CompletePromiseCommand, "complete promise"],
  [MessageType.SleepCommand, "sleep"],
  [MessageType.CallCommand, "call"],
  [MessageType.OneWayCallCommand, "one-way call"],
  [MessageType.SendSignalCommand, "send signal"],
  [MessageType.RunCommand, "run"],
  [MessageType.AttachInvocationCommand, "attach invocation"],
  [MessageType.GetInvocationOutputCommand, "get invocation output"],
  [MessageType.CompleteAwakeableCommand, "complete awakeable"],
  [MessageType.GetLazyStateNotification, "get state (lazy) notification"],
  [MessageType.GetLazyStateKeysNotification, "get state keys (lazy) notification"],
  [MessageType.GetPromiseNotification, "get promise notification"],
  [MessageType.PeekPromiseNotification, "peek promise notification"],
  [MessageType.CompletePromiseNotification, "complete promise notification"],
  [MessageType.SleepNotification, "sleep notification"],
  [MessageType.CallNotification, "call notification"],
  [MessageType.CallInvocationIdNotification, "call invocation id notification"],
  [MessageType.RunNotification, "run notification"],
  [MessageType.AttachInvocationNotification, "attach invocation notification"],
  [MessageType.GetInvocationOutputNotification, "get invocation output notification"],
  [MessageType.SignalNotification, "signal notification"],
]);

/** Whether `type` lies in the range of commands, known or not (wire facts 1.3). */
export function isCommandType(type: number): boolean {
  return type >= 0x0400 && type <= 0x7fff;
}

/** Whether `type` lies in the range of notifications, known or not (wire facts 1.3). */
export function isNotificationType(type: number): boolean {
  return type >= 0x8000 && type <= 0xfbff;
}

/** The human name of a message type, for sentences about what an endpoint sent. */
export function commandName(type: number): string {
  return NAMES.get(type) ?? `unknown message type 0x${type.toString(16).padStart(4, "0")}`;
}
