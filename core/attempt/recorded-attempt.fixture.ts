import type { DeploymentId, InvocationId } from "../ids/index.ts";
import type { JournalEntry } from "../model/index.ts";
import {
  type Command,
  contentType,
  encodeMessage,
  encodeMessageFrame,
  type Frame,
  FrameReader,
  type Message,
  messageType,
  MessageType,
} from "../wire/index.ts";
import { Attempt } from "./attempt.ts";
import type { AttemptPlan } from "./plan.ts";
import type { AttemptSink, Proposal } from "./sink.ts";

export const ID = "5164c775648d211bfc1b0e11991cc94920918243914fad60" as InvocationId;
export const DEPLOYMENT = "dp_10000000000000000000001" as DeploymentId;
/** The pin of an attempt on protocol version 7. */
export const PIN_V7 = { deploymentId: DEPLOYMENT, protocolVersion: 7 } as const;
export const CONTENT_TYPE = "application/vnd.restate.invocation.v6";

/** A command as the journal stores it. */
export function storedCommand(command: Command): JournalEntry {
  return {
    _tag: "Command",
    type: messageType(command),
    payload: encodeMessage(command),
    completionId: "resultCompletionId" in command ? command.resultCompletionId : null,
    storedAtMs: 0,
  };
}

/** A notification without a value as the journal stores it. */
export function storedVoid(
  type: number,
  completionId: number,
): Extract<JournalEntry, { _tag: "Notification" }> {
  const id = { _tag: "Completion", completionId } as const;
  const payload = encodeMessage({ _tag: "Notification", type, id, result: { _tag: "Void" } });
  return { _tag: "Notification", type, payload, id, storedAtMs: 0 };
}

export const INPUT = storedCommand({
  _tag: "InputCommand",
  headers: [],
  value: Uint8Array.of(1),
  name: "",
});

/** An attempt with everything that comes out of it, in order. */
export class RecordedAttempt {
  readonly attempt: Attempt;
  /** What left, as words: `write`, `closeWrite`, `release`, `abort`, or the tag of a proposal. */
  readonly log: string[] = [];
  readonly proposals: Proposal[] = [];
  readonly written: Frame[] = [];
  nowMs = 1_000;

  constructor(changed: Partial<AttemptPlan> = {}) {
    const frames = new FrameReader();
    const sink: AttemptSink = {
      propose: (proposal) => {
        this.log.push(proposal._tag);
        this.proposals.push(proposal);
      },
      write: (bytes) => {
        this.log.push("write");
        frames.push(bytes);
        for (let frame = frames.next(); frame?._tag === "Frame"; frame = frames.next()) {
          this.written.push(frame);
        }
      },
      closeWrite: () => this.log.push("closeWrite"),
      release: () => this.log.push("release"),
      abort: () => this.log.push("abort"),
    };
    const replay = changed.replay ?? [INPUT];
    this.attempt = new Attempt({ ...planOf(replay), ...changed }, sink, this.nowMs);
  }

  /** Begins, and takes the head that an endpoint in good order sends. */
  opened(): this {
    this.attempt.begin();
    const { protocolVersion } = this.attempt.plan.pin;
    this.attempt.head(200, contentType(protocolVersion), null, this.nowMs);
    this.forgetLog();
    return this;
  }

  forgetLog(): void {
    this.log.length = 0;
    this.proposals.length = 0;
    this.written.length = 0;
  }

  /** The endpoint sends one message. */
  hear(message: Message, flags = 0): void {
    this.attempt.bytes(encodeMessageFrame(message, flags), this.nowMs);
  }

  get last(): Proposal | undefined {
    return this.proposals.at(-1);
  }
}

function planOf(replay: readonly JournalEntry[]): AttemptPlan {
  return {
    id: ID,
    epoch: 3,
    pin: { deploymentId: DEPLOYMENT, protocolVersion: 6 },
    bidirectional: true,
    inactivityTimeoutMs: 60_000,
    abortTimeoutMs: 600_000,
    maxMessageBytes: 1_000,
    start: {
      _tag: "Start",
      invocationId: ID,
      debugId: "inv_12kpUQONmeFb2WqsVOkAjH4phS34cOyIC8",
      knownEntries: replay.length,
      state: [],
      partialState: true,
      key: "",
      retryCountSinceLastStoredEntry: 0,
      durationSinceLastStoredEntryMs: 0,
      randomSeed: 7n,
      scope: null,
      limitKey: null,
      idempotencyKey: null,
    },
    replay,
  };
}

/** Names of message types, for readable expectations. */
export function typeNames(frames: readonly Frame[]): string[] {
  return frames.map(({ type }) => {
    const found = Object.entries(MessageType).find(([, number]) => number === type);
    return found?.[0] ?? String(type);
  });
}
