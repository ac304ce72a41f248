import { type JournalEntry, notificationKey, type Outcome, type Waiting } from "../model/index.ts";
import {
  contentType,
  decodeMessage,
  encodeMessage,
  type Future,
  type Message,
  messageType,
  MessageType,
  type Suspension,
} from "../wire/index.ts";
import type { AttemptPlan } from "./plan.ts";
import type { Proposal } from "./sink.ts";

/** What an attempt is given; a message stands for the frame that carries it. */
export type Given =
  | { readonly _tag: "Head"; readonly status: number; readonly contentType: string | null }
  | { readonly _tag: "Said"; readonly message: Message; readonly ackRequested: boolean }
  | { readonly _tag: "Garbled"; readonly type: number; readonly payload: Uint8Array }
  | { readonly _tag: "EndOfStream" }
  | { readonly _tag: "Broken" }
  | {
      readonly _tag: "Stored";
      readonly entry: Extract<JournalEntry, { readonly _tag: "Notification" }>;
    }
  | { readonly _tag: "CommandStored"; readonly index: number }
  | { readonly _tag: "Clock"; readonly afterMs: number }
  | { readonly _tag: "AskToSuspend" }
  | { readonly _tag: "CutOff" };

/** What it is to do: what is written, as (type, payload), what is closed, what is proposed. */
export type Done =
  | "closeWrite"
  | "release"
  | "abort"
  | { readonly type: number; readonly payload: Uint8Array }
  | Proposal;

/** `Retry-After` of every response. */
export const RETRY_AFTER_MS = 7_000;

/** Codes of responses other than 200; any other status is RT0012 (wire facts 1.2). */
const CODES: Readonly<Record<number, string>> = {
  413: "RT0019",
  415: "RT0015",
  429: "RT0023",
  502: "RT0010",
  503: "RT0023",
  504: "RT0010",
};

/**
 * One attempt as the wire facts (1.2, 1.6 to 1.8) describe it, told with what is known of the whole
 * conversation at each moment. It says of a fault only its code: the text is for people.
 */
export class ExpectedAttempt {
  private readonly plan: AttemptPlan;
  private readonly told: JournalEntry[];
  /** What is known of runs, in the order of the journal. */
  private readonly runs: { readonly completionId: number; readonly is: "begun" | "settled" }[] = [];
  private outputSaid: boolean;
  private readonly keeps = new Set<number>();
  private silentSinceMs: number;
  private isOpen = false;
  private isOver = false;
  private isAsked = false;

  constructor(plan: AttemptPlan, nowMs: number) {
    this.plan = plan;
    this.told = [...plan.replay];
    this.silentSinceMs = nowMs;
    this.outputSaid = plan.replay.some(({ type }) => type === MessageType.OutputCommand);
    for (const entry of plan.replay) {
      if (entry._tag === "Notification") {
        if (entry.id._tag !== "Completion") continue;
        this.runs.push({ completionId: entry.id.completionId, is: "settled" });
      } else if (entry.type === MessageType.RunCommand && entry.completionId !== null) {
        this.runs.push({ completionId: entry.completionId, is: "begun" });
      }
    }
  }

  begin(): readonly Done[] {
    const { start, replay, bidirectional, inactivityTimeoutMs } = this.plan;
    const first = { type: MessageType.Start, payload: encodeMessage(this.known(start)) };
    const written = [first, ...replay.map(({ type, payload }) => ({ type, payload }))];
    if (bidirectional && inactivityTimeoutMs > 0) return written;
    this.isAsked = true;
    return [...written, "closeWrite"];
  }

  /** Start without what its version does not have. */
  private known(start: AttemptPlan["start"]): AttemptPlan["start"] {
    const version = this.plan.pin.protocolVersion;
    const none = { scope: null, limitKey: null, idempotencyKey: null };
    const randomSeed = version > 5 ? start.randomSeed : 0n;
    return { ...start, randomSeed, ...(version > 6 ? {} : none) };
  }

  deadlineMs(): number {
    const { abortTimeoutMs, inactivityTimeoutMs } = this.plan;
    return this.silentSinceMs + (this.isAsked ? abortTimeoutMs : inactivityTimeoutMs);
  }

  take(given: Given, nowMs: number): readonly Done[] {
    if (this.isOver) return [];
    switch (given._tag) {
      case "Head":
        return this.head(given, nowMs);
      case "Said": {
        const { message, ackRequested } = given;
        const payload = encodeMessage(message);
        return this.hear(messageType(message), payload, ackRequested, nowMs);
      }
      case "Garbled":
        return this.hear(given.type, given.payload, false, nowMs);
      case "EndOfStream":
      case "Broken":
        return this.failed("RT0010", 500);
      case "Stored":
        return this.isAsked ? [] : this.tell(given.entry, nowMs);
      case "CommandStored": {
        if (this.isAsked) return [];
        this.silentSinceMs = nowMs;
        const commandIndex = given.index;
        const payload = encodeMessage({ _tag: "CommandAck", commandIndex });
        return [{ type: MessageType.CommandAck, payload }];
      }
      case "Clock":
        if (nowMs < this.deadlineMs()) return [];
        return this.isAsked ? this.failed("RT0001", 500) : this.askToSuspend(nowMs);
      case "AskToSuspend":
        return this.isAsked ? [] : this.askToSuspend(nowMs);
      case "CutOff":
        this.isOver = true;
        return ["abort"];
      default:
        return given satisfies never;
    }
  }

  private head(
    { status, contentType: given }: Extract<Given, { _tag: "Head" }>,
    nowMs: number,
  ): readonly Done[] {
    if (this.isOpen) return [];
    this.silentSinceMs = nowMs;
    if (status === 200) {
      if (given !== contentType(this.plan.pin.protocolVersion)) return this.failed("RT0012", 571);
      this.isOpen = true;
      return [];
    }
    const code = CODES[status] ?? "RT0012";
    return this.failed(code, 500, code === "RT0023" ? RETRY_AFTER_MS : null);
  }

  private hear(
    type: number,
    payload: Uint8Array,
    ackRequested: boolean,
    nowMs: number,
  ): readonly Done[] {
    this.silentSinceMs = nowMs;
    if (!this.isOpen) return this.failed("RT0012", 571);
    const { id, epoch, pin, maxMessageBytes } = this.plan;
    if (payload.length > maxMessageBytes) return this.failed("RT0012", 571);
    const message = decodeMessage(type, payload);
    switch (message._tag) {
      case "End":
        return this.ended({ _tag: "AttemptEnded", id, epoch });
      case "Suspension": {
        const waitingFor = this.waitingFor(message);
        if (waitingFor === null) return this.failed("RT0012", 571);
        return this.ended({ _tag: "AttemptSuspended", id, epoch, waitingFor });
      }
      case "Error": {
        const { code, stacktrace, nextRetryDelayMs, behavior } = message;
        const related = {
          index: message.relatedCommandIndex,
          name: message.relatedCommandName,
          type: message.relatedCommandType,
        };
        const isNone = Object.values(related).every((part) => part === null);
        const failure = { code, errorCode: null, message: message.message, stacktrace };
        return this.ended({
          _tag: "AttemptFailed",
          id,
          epoch,
          failure: { ...failure, relatedCommand: isNone ? null : related },
          nextRetryDelayMs,
          behavior,
          countsForHandler: true,
        });
      }
      case "AwaitingOn":
        return [];
      case "ProposeRunCompletion": {
        const { completionId, result } = message;
        if (!this.waitsForResult(completionId)) return this.failed("RT0012", 571);
        this.runs.push({ completionId, is: "settled" });
        if (ackRequested && pin.protocolVersion === 7) this.keeps.add(completionId);
        const outcome: Outcome =
          result._tag === "Value" ? { _tag: "Success", value: result.value } : result;
        return [{ _tag: "RunCompletionProposed", id, epoch, pin, completionId, outcome }];
      }
      case "DecodeFailure":
        return message.kind === "TooDeep"
          ? this.failed("RT0025", 500, null, "Pause")
          : this.failed("RT0012", 571);
      case "Start":
      case "Notification":
      case "CommandAck":
      case "ProposeRunCompletionAck":
      case "InputCommand":
        return this.failed("RT0012", 571);
      default: {
        if (this.outputSaid) return this.failed("RT0012", 571);
        this.outputSaid = message._tag === "OutputCommand";
        if (message._tag === "RunCommand") {
          this.runs.push({ completionId: message.resultCompletionId, is: "begun" });
        }
        return [
          { _tag: "CommandProposed", id, epoch, pin, command: message, payload, ackRequested },
        ];
      }
    }
  }

  private tell(
    entry: Extract<JournalEntry, { readonly _tag: "Notification" }>,
    nowMs: number,
  ): readonly Done[] {
    this.silentSinceMs = nowMs;
    this.told.push(entry);
    const { type, payload, id } = entry;
    if (id._tag !== "Completion" || !this.keeps.delete(id.completionId)) return [{ type, payload }];
    const ack = { _tag: "ProposeRunCompletionAck", completionId: id.completionId } as const;
    return [{ type: MessageType.ProposeRunCompletionAck, payload: encodeMessage(ack) }];
  }

  private askToSuspend(nowMs: number): readonly Done[] {
    this.isAsked = true;
    this.silentSinceMs = nowMs;
    return ["closeWrite"];
  }

  /** Whether the last that is known of a run, in the replay or since, is that it was begun. */
  private waitsForResult(completionId: number): boolean {
    return this.runs.findLast((each) => each.completionId === completionId)?.is === "begun";
  }

  private waitingFor({ waitingOn }: Suspension): readonly Waiting[] | null {
    const isTree = waitingOn._tag === "Future";
    if (isTree !== (this.plan.pin.protocolVersion === 7)) return null;
    const named = isTree ? anyOfTree(waitingOn.future) : keysOf(waitingOn);
    if (named === null || named.length === 0) return null;
    const isCancelled = this.told.some(
      (entry) =>
        entry._tag === "Notification" && entry.id._tag === "Signal" && entry.id.index === 1,
    );
    const others = named.filter((each) => each !== "s1");
    return this.isAsked && isCancelled && others.length > 0 ? others : named;
  }

  private ended(last: Proposal): readonly Done[] {
    this.isOver = true;
    return ["release", last];
  }

  private failed(
    errorCode: string,
    code: number,
    nextRetryDelayMs: number | null = null,
    behavior: "Retry" | "Pause" = "Retry",
  ): readonly Done[] {
    this.isOver = true;
    const { id, epoch } = this.plan;
    const failure = { code, errorCode, message: "", stacktrace: "", relatedCommand: null };
    const rest = { nextRetryDelayMs, behavior, countsForHandler: true };
    return ["abort", { _tag: "AttemptFailed", id, epoch, failure, ...rest }];
  }
}

/** The names of what is waited for: `c1`, `s17`, `nname`. */
function keysOf(waiting: {
  readonly completions: readonly number[];
  readonly signals: readonly number[];
  readonly namedSignals: readonly string[];
}): readonly Waiting[] {
  return [
    ...waiting.completions.map((completionId) => ({ _tag: "Completion", completionId }) as const),
    ...waiting.signals.map((index) => ({ _tag: "Signal", index }) as const),
    ...waiting.namedSignals.map((name) => ({ _tag: "NamedSignal", name }) as const),
  ].map(notificationKey);
}

/** A tree as things any of which ends the wait; null where a part of it waits for nothing. */
function anyOfTree(future: Future): readonly Waiting[] | null {
  const of = partsOf(future);
  const isAny = future.combinator === "FirstCompleted" || future.combinator === "Unknown";
  return of === null || isAny ? of : [{ combinator: future.combinator, of }];
}

function partsOf(future: Future): readonly Waiting[] | null {
  const leaves = keysOf({
    completions: future.waitingCompletions,
    signals: future.waitingSignals,
    namedSignals: future.waitingNamedSignals,
  });
  const groups = future.nested.map((nested) => ({
    combinator: nested.combinator,
    of: partsOf(nested),
  }));
  const whole = groups.flatMap(({ combinator, of }) => (of === null ? [] : [{ combinator, of }]));
  if (whole.length < groups.length || leaves.length + whole.length === 0) return null;
  return [...leaves, ...whole];
}
