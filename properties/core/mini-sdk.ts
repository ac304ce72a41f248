import {
  type Command,
  decodeMessage,
  decodeUtf8,
  encodeFrames,
  encodeMessage,
  encodeUtf8,
  FIRST_USER_SIGNAL_INDEX,
  FrameReader,
  type InvocationId,
  type Message,
  messageType,
  type NotificationKey,
  notificationKey,
  type NotificationResult,
  type TargetRef,
} from "@holdfast/core";

/** One thing that a handler does; what it gives back becomes part of the handler's result. */
export type Step =
  | { readonly run: string }
  | { readonly sleepMs: number }
  | { readonly call: TargetRef }
  | { readonly send: TargetRef; readonly delayMs: number }
  | { readonly awakeable: true }
  | { readonly increment: string }
  | { readonly promise: string }
  | { readonly resolve: string };

/** What handlers do to the world outside, so that a test can count it. */
export interface Outside {
  readonly nowMs: () => number;
  /** A run is executed: the side effect that must not be repeated once it was acknowledged. */
  readonly execute: (id: InvocationId, run: string) => string;
  readonly acknowledged: (id: InvocationId, run: string) => void;
  /** An awakeable was made, and its id given away. */
  readonly awakeable: (id: InvocationId, signalIndex: number) => void;
}

/** The handler can go no further before this notification. */
class Blocked extends Error {
  readonly key: NotificationKey;

  constructor(key: NotificationKey) {
    super(`waits for ${key}`);
    this.key = key;
  }
}

/**
 * The SDK's side of one stream, for a handler that is a list of steps: it takes the replay, goes on
 * from there, and suspends when it is asked to. As small as a correct client can be.
 */
export class MiniSdk {
  private readonly steps: readonly Step[];
  private readonly outside: Outside;
  private readonly frames = new FrameReader();
  private readonly results = new Map<NotificationKey, NotificationResult>();
  private id: InvocationId | null = null;
  private toReplay = 0;
  /** Commands that the server has or was sent. */
  private commands = 0;
  private readonly proposed = new Set<number>();
  private isHalfClosed = false;
  private isOver = false;
  // Where one walk over the steps is.
  private commandIndex = 0;
  private completionId = 0;
  private signalIndex = 0;
  private out: Message[] = [];

  constructor(steps: readonly Step[], outside: Outside) {
    this.steps = steps;
    this.outside = outside;
  }

  /** Takes bytes of the server and gives bytes for it, none where there is nothing to say. */
  receive(bytes: Uint8Array): Uint8Array {
    this.frames.push(bytes);
    for (let frame = this.frames.next(); frame !== null; frame = this.frames.next()) {
      if (frame._tag === "FrameError") throw new Error(frame.reason);
      const message = decodeMessage(frame.type, frame.payload.slice());
      if (message._tag === "DecodeFailure") throw new Error(message.reason);
      this.take(message);
    }
    return this.walk();
  }

  /** The server will say nothing more. */
  halfClosed(): Uint8Array {
    this.isHalfClosed = true;
    return this.walk();
  }

  private take(message: Message): void {
    if (message._tag === "Start") {
      this.id = message.invocationId;
      this.toReplay = message.knownEntries;
      return;
    }
    if (message._tag === "Notification")
      this.results.set(notificationKey(message.id), message.result);
    else if (this.toReplay > 0) this.commands++;
    this.toReplay = Math.max(0, this.toReplay - 1);
  }

  /** Walks over all steps from the first: what is known is recognised, what is new is sent. */
  private walk(): Uint8Array {
    const { id } = this;
    if (id === null || this.toReplay > 0 || this.isOver) return new Uint8Array();
    [this.commandIndex, this.completionId, this.signalIndex] = [1, 1, FIRST_USER_SIGNAL_INDEX];
    this.out = [];
    try {
      const values = this.steps.map((step) => this.perform(id, step));
      const value = encodeUtf8(values.join(" "));
      this.command({ _tag: "OutputCommand", result: { _tag: "Value", value }, name: "" });
      this.last({ _tag: "End" });
    } catch (cause) {
      if (!(cause instanceof Blocked)) throw cause;
      this.blockedOn(cause.key);
    }
    const frames = this.out.map((message) => ({
      type: messageType(message),
      payload: encodeMessage(message),
    }));
    return encodeFrames(frames);
  }

  private blockedOn(key: NotificationKey): void {
    if (this.results.has(notificationKey({ _tag: "Signal", index: 1 }))) {
      const failure = { code: 409, message: "Cancelled", metadata: [] };
      this.command({ _tag: "OutputCommand", result: { _tag: "Failure", failure }, name: "" });
      this.last({ _tag: "End" });
    } else if (this.isHalfClosed) {
      const index = Number(key.slice(1));
      const completions = key.startsWith("c") ? [index] : [];
      const signals = key.startsWith("c") ? [1] : [index, 1];
      const waitingOn = { _tag: "AnyOf", completions, signals, namedSignals: [] } as const;
      this.last({ _tag: "Suspension", waitingOn });
    }
  }

  private perform(id: InvocationId, step: Step): string {
    const name = "";
    if ("run" in step) return this.run(id, step.run);
    if ("sleepMs" in step) {
      const wakeUpTimeMs = this.outside.nowMs() + step.sleepMs;
      return this.ask((c) => ({ _tag: "SleepCommand", wakeUpTimeMs, resultCompletionId: c, name }));
    }
    if ("call" in step) {
      const calling = this.calling(step.call);
      return this.ask((c) => ({ _tag: "CallCommand", ...calling, resultCompletionId: c }));
    }
    if ("send" in step) {
      const invokeTimeMs = step.delayMs === 0 ? 0 : this.outside.nowMs() + step.delayMs;
      this.command({ _tag: "OneWayCallCommand", ...this.calling(step.send), invokeTimeMs });
      return "sent";
    }
    if ("awakeable" in step) {
      const index = this.signalIndex++;
      this.outside.awakeable(id, index);
      return this.result(notificationKey({ _tag: "Signal", index }));
    }
    if ("increment" in step) {
      const key = encodeUtf8(step.increment);
      const was = this.ask((c) => ({
        _tag: "GetLazyStateCommand",
        key,
        resultCompletionId: c,
        name,
      }));
      const value = String(Number(was) + 1);
      this.command({ _tag: "SetStateCommand", key, value: encodeUtf8(value), name });
      return value;
    }
    if ("promise" in step) {
      const key = step.promise;
      return this.ask((c) => ({ _tag: "GetPromiseCommand", key, resultCompletionId: c, name }));
    }
    const completion = { _tag: "Value", value: encodeUtf8("kept") } as const;
    const key = step.resolve;
    return this.ask((c) => ({
      _tag: "CompletePromiseCommand",
      key,
      completion,
      resultCompletionId: c,
      name,
    }));
  }

  private run(id: InvocationId, run: string): string {
    const completionId = this.completionId++;
    const key = notificationKey({ _tag: "Completion", completionId });
    this.command({ _tag: "RunCommand", resultCompletionId: completionId, name: run });
    if (this.results.has(key)) {
      this.outside.acknowledged(id, run);
    } else if (!this.proposed.has(completionId)) {
      this.proposed.add(completionId);
      const value = encodeUtf8(this.outside.execute(id, run));
      const result = { _tag: "Value", value } as const;
      this.out.push({ _tag: "ProposeRunCompletion", completionId, result });
    }
    return this.result(key);
  }

  private calling({ service, key, handler }: TargetRef) {
    return {
      serviceName: service,
      handlerName: handler,
      key: key ?? "",
      parameter: new Uint8Array(),
      headers: [],
      idempotencyKey: null,
      scope: null,
      limitKey: null,
      invocationIdCompletionId: this.completionId++,
      name: "",
    };
  }

  /** Sends a command that is answered, and gives the answer. */
  private ask(command: (completionId: number) => Command): string {
    const completionId = this.completionId++;
    this.command(command(completionId));
    return this.result(notificationKey({ _tag: "Completion", completionId }));
  }

  private command(command: Command): void {
    if (this.commandIndex++ < this.commands) return;
    this.commands++;
    this.out.push(command);
  }

  private result(key: NotificationKey): string {
    const result = this.results.get(key);
    if (result === undefined) throw new Blocked(key);
    if (result._tag === "Value") return decodeUtf8(result.value);
    return result._tag === "Void" ? "" : JSON.stringify(result);
  }

  private last(message: Message): void {
    this.isOver = true;
    this.out.push(message);
  }
}
