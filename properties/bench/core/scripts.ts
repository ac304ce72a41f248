import { encodeMessageFrame, encodeUtf8, type Message } from "@holdfast/core";

/** What an endpoint says once it has heard `after` notifications on its stream. */
export interface Stage {
  readonly after: number;
  readonly say: (nowMs: number) => Uint8Array;
}

/** Everything that one handler says in one attempt that is not interrupted. */
export type Script = readonly Stage[];

const VALUE = encodeUtf8('{"value":"forty-two"}');
const STATE_KEY = encodeUtf8("n");
const SLEEP_MS = 5;

/** The handlers of the mix, by the path of their attempts; they speak as an SDK does. */
export const SCRIPTS: Readonly<Record<string, Script>> = {
  "invoke/Leaf/call": [said(0, ...ends())],
  "invoke/Runs/three": [run(1, 0), run(2, 1), run(3, 2), said(3, ...ends())],
  "invoke/Sleeper/sleep": [{ after: 0, say: sleep }, said(1, ...ends())],
  "invoke/Counter/add": [said(0, ...counts(), ...ends())],
  // The callee's id and its outcome: two notifications.
  "invoke/Chain/call": [said(0, call(1)), said(2, call(3)), said(4, ...ends())],
};

function said(after: number, ...messages: readonly Message[]): Stage {
  const bytes = Buffer.concat(messages.map((message) => encodeMessageFrame(message)));
  return { after, say: () => new Uint8Array(bytes) };
}

function ends(): readonly Message[] {
  const result = { _tag: "Value", value: VALUE } as const;
  return [{ _tag: "OutputCommand", result, name: "" }, { _tag: "End" }];
}

/** A step: its command, and, since it is done at once, its result in the same breath. */
function run(completionId: number, after: number): Stage {
  const result = { _tag: "Value", value: VALUE } as const;
  return said(
    after,
    { _tag: "RunCommand", resultCompletionId: completionId, name: "step" },
    { _tag: "ProposeRunCompletion", completionId, result },
  );
}

function sleep(nowMs: number): Uint8Array {
  const wakeUpTimeMs = nowMs + SLEEP_MS;
  return encodeMessageFrame({
    _tag: "SleepCommand",
    wakeUpTimeMs,
    resultCompletionId: 1,
    name: "",
  });
}

function counts(): readonly Message[] {
  return [
    { _tag: "GetEagerStateCommand", key: STATE_KEY, result: { _tag: "Void" }, name: "" },
    { _tag: "SetStateCommand", key: STATE_KEY, value: VALUE, name: "" },
  ];
}

function call(invocationIdCompletionId: number): Message {
  return {
    _tag: "CallCommand",
    serviceName: "Leaf",
    handlerName: "call",
    parameter: VALUE,
    key: "",
    idempotencyKey: null,
    headers: [],
    scope: null,
    limitKey: null,
    invocationIdCompletionId,
    resultCompletionId: invocationIdCompletionId + 1,
    name: "",
  };
}
