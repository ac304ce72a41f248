import {
  CANCEL_SIGNAL_INDEX,
  type Change,
  formatInvocationId,
  type Message,
  MessageType,
  notificationKey,
} from "@holdfast/core";
import { expect, it } from "vitest";
import { CancelTreeChecker } from "./cancel-tree.ts";
import { A, B, entry, invocation, nodeWith, row, step } from "./history.fixture.ts";

const SIGNAL = { _tag: "Signal", index: CANCEL_SIGNAL_INDEX } as const;
const told = row("notification", A, notificationKey(SIGNAL), 2);
const ended = invocation(A, { _tag: "Invoked" });
const END = { _tag: "AttemptEnded", id: A };

const call: Message = {
  _tag: "CallCommand",
  serviceName: "Worker",
  handlerName: "work",
  parameter: new Uint8Array(),
  headers: [],
  key: "",
  idempotencyKey: null,
  scope: null,
  limitKey: null,
  invocationIdCompletionId: 1,
  resultCompletionId: 2,
  name: "",
};
const callee: Message = {
  _tag: "Notification",
  type: MessageType.CallInvocationIdNotification,
  id: { _tag: "Completion", completionId: 1 },
  result: { _tag: "InvocationId", invocationId: formatInvocationId(B) },
};
const cancel: Message = {
  _tag: "SendSignalCommand",
  targetInvocationId: formatInvocationId(B),
  signal: SIGNAL,
  result: { _tag: "Void" },
  name: "",
};
const CANCELLED = {
  _tag: "Failure",
  failure: { code: 409, message: "Cancelled", metadata: [] },
} as const;
const output: Message = { _tag: "OutputCommand", result: CANCELLED, name: "" };
const fails: Message = {
  _tag: "Notification",
  type: MessageType.CallNotification,
  id: { _tag: "Completion", completionId: 2 },
  result: CANCELLED,
};

const journal = (...messages: readonly Message[]): readonly Change[] =>
  messages.map((message, index) => entry(A, index, message));
const see = (rows: readonly Change[]): void =>
  step(new CancelTreeChecker(), nodeWith([ended, ...rows]), END, [ended]);

it("lets a handler end that has cancelled its open call, or has none", () => {
  expect(() => see([told, ...journal(call, callee, cancel, output)])).not.toThrow();
  expect(() => see([told, ...journal(output)])).not.toThrow();
  const value = { ...fails, result: { _tag: "Value", value: new Uint8Array() } } as const;
  expect(() => see([told, ...journal(call, callee, value, output)])).not.toThrow();
});

it("lets a handler hand on that its callee was cancelled, and one that was not cancelled end", () => {
  expect(() => see([told, ...journal(call, callee, fails, output)])).not.toThrow();
  expect(() => see(journal(call, callee, output))).not.toThrow();
});

it("notices a call that a cancelled handler leaves behind", () => {
  expect(() => see([told, ...journal(call, callee, output)])).toThrow(
    /^S-CANCEL-1: .* its call c2 of inv_1\w+ is not cancelled/,
  );
});
