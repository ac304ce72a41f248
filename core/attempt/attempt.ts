import { type AttemptFailure, isCancel, type JournalEntry, type Outcome } from "../model/index.ts";
import {
  type Command,
  commandName,
  decodeMessage,
  encodeFrame,
  encodeFrames,
  encodeMessageFrame,
  encodeStart,
  type ErrorBehavior,
  type ErrorMessage,
  type Frame,
  FrameReader,
  type Future,
  isCommandType,
  type Message,
  MessageType,
  REQUESTED_ACK_FLAG,
} from "../wire/index.ts";
import { fault, headFault, OVERLOADED, tooDeep, violation } from "./fault.ts";
import type { AttemptPlan } from "./plan.ts";
import type { AttemptSink } from "./sink.ts";
import { waitingOf } from "./waiting.ts";

/** The protocol version that brought trees of futures and run acknowledgements (wire facts 1.1). */
const FUTURES_SINCE = 7;

type Phase = "Opening" | "Streaming" | "Ended";

/**
 * The server's side of one service-protocol stream: it replays what is stored, hears what the
 * handler proposes, tells it what happened since, and ends. Whatever the endpoint sends is judged
 * here before it becomes an event, so that it can harm nothing but this attempt (S-ENDPOINT-1).
 */
export class Attempt {
  readonly plan: AttemptPlan;
  /** Unix milliseconds. */
  readonly beganAtMs: number;
  private readonly sink: AttemptSink;
  private readonly frames: FrameReader;
  private phase: Phase = "Opening";
  private writeClosed = false;
  private outputSent = false;
  private lastActivityMs: number;
  /** The endpoint has been sent the CANCEL signal, so that it need not be woken by it. */
  private cancelHeard = false;
  /**
   * Runs that are in the journal without a result: those the endpoint may propose one for. A
   * second result, as of a step that ran again, is not taken (S-RUN-1).
   */
  private readonly openRuns = new Set<number>();
  /** Runs whose proposed result the endpoint keeps, so that an acknowledgement is all it needs. */
  private readonly ackedRuns = new Set<number>();
  /** What the endpoint last said it waits for while its stream is open; a hint, never stored. */
  lastAwaitingOn: Future | null = null;

  constructor(plan: AttemptPlan, sink: AttemptSink, nowMs: number) {
    this.plan = plan;
    this.sink = sink;
    this.frames = new FrameReader(plan.maxMessageBytes);
    this.lastActivityMs = nowMs;
    this.beganAtMs = nowMs;
  }

  /** Sends Start and the replay; in request/response mode that is all there is to send. */
  begin(): void {
    const { replay, start, pin } = this.plan;
    for (const entry of replay) this.recall(entry);
    const startPayload = encodeStart(start, pin.protocolVersion);
    this.sink.write(encodeFrames([{ type: MessageType.Start, payload: startPayload }, ...replay]));
    if (!this.plan.bidirectional || this.plan.inactivityTimeoutMs === 0) {
      this.closeWrite(this.lastActivityMs);
    }
  }

  /** The head of the endpoint's response has come. */
  head(
    status: number,
    contentType: string | null,
    retryAfterMs: number | null,
    nowMs: number,
  ): void {
    if (this.phase !== "Opening") return;
    this.lastActivityMs = nowMs;
    const found = headFault(status, contentType, this.plan.pin.protocolVersion);
    if (found === null) this.phase = "Streaming";
    else this.fail(found, found.errorCode === OVERLOADED ? retryAfterMs : null);
  }

  /** Bytes of the endpoint's response. */
  bytes(chunk: Uint8Array, nowMs: number): void {
    if (this.phase === "Ended") return;
    this.lastActivityMs = nowMs;
    if (this.phase === "Opening") {
      this.fail(violation("the endpoint sent data before the head of its response"));
      return;
    }
    this.frames.push(chunk);
    for (;;) {
      const frame = this.frames.next();
      if (frame === null) return;
      if (frame._tag === "FrameError") {
        this.fail(violation(frame.reason));
        return;
      }
      this.frame(frame);
      if (this.ended()) return;
    }
  }

  /** The endpoint has ended its side. */
  end(): void {
    if (this.phase === "Ended") return;
    const torn = this.frames.end();
    const message =
      torn?.reason ??
      "the endpoint ended the stream without an End, Suspension or Error message: " +
        "did its process stop, or a proxy cut the connection?";
    this.fail(fault("RT0010", message));
  }

  /** The stream broke. */
  broken(message: string): void {
    if (this.phase !== "Ended") this.fail(fault("RT0010", message));
  }

  /**
   * Tells the handler of a notification that was stored while it runs: of the result that it
   * proposed itself only that it is stored, in its place among the others (wire facts 1.7, v7).
   */
  deliver(entry: Extract<JournalEntry, { _tag: "Notification" }>, nowMs: number): void {
    if (this.phase === "Ended" || this.writeClosed) return;
    this.lastActivityMs = nowMs;
    if (isCancel(entry.id)) this.cancelHeard = true;
    const { id } = entry;
    if (id._tag === "Completion" && this.ackedRuns.delete(id.completionId)) {
      const { completionId } = id;
      this.sink.write(encodeMessageFrame({ _tag: "ProposeRunCompletionAck", completionId }));
      return;
    }
    this.sink.write(encodeFrame(entry.type, entry.payload));
  }

  /** Tells the handler that a command it wanted acknowledged is stored. */
  acknowledge(commandIndex: number, nowMs: number): void {
    if (this.phase === "Ended" || this.writeClosed) return;
    this.lastActivityMs = nowMs;
    this.sink.write(encodeMessageFrame({ _tag: "CommandAck", commandIndex }));
  }

  /** When this attempt wants to be looked at again for having been silent; unix ms. */
  deadlineMs(): number {
    const { inactivityTimeoutMs, abortTimeoutMs } = this.plan;
    return this.lastActivityMs + (this.writeClosed ? abortTimeoutMs : inactivityTimeoutMs);
  }

  /** Silent for too long: first the handler is asked to suspend, then it is cut off (1.6). */
  clock(nowMs: number): void {
    if (this.phase === "Ended" || nowMs < this.deadlineMs()) return;
    if (this.writeClosed) {
      const { abortTimeoutMs } = this.plan;
      this.fail(
        fault(
          "RT0001",
          `the endpoint neither suspended nor ended within ${abortTimeoutMs} ms of being ` +
            "asked to; raise the handler's abort timeout if it has to work longer in silence",
        ),
      );
      return;
    }
    this.closeWrite(nowMs);
  }

  /** Asks the handler to suspend at its next wait: nothing more will be sent to it. */
  closeWrite(nowMs: number): void {
    if (this.phase === "Ended" || this.writeClosed) return;
    this.writeClosed = true;
    this.lastActivityMs = nowMs;
    this.sink.closeWrite();
  }

  /** Ends the attempt without a word from it: it was overtaken, killed or found at fault. */
  cutOff(): void {
    if (this.phase === "Ended") return;
    this.phase = "Ended";
    this.sink.abort();
  }

  private frame({ type, flags, payload }: Frame): void {
    const message = decodeMessage(type, payload);
    if (message._tag === "DecodeFailure") {
      if (message.kind === "TooDeep") this.fail(tooDeep(message.reason), null, "Pause");
      else this.fail(violation(message.reason));
      return;
    }
    if (isCommandType(type)) {
      this.command(message as Command, payload, (flags & REQUESTED_ACK_FLAG) !== 0);
      return;
    }
    this.control(message, (flags & REQUESTED_ACK_FLAG) !== 0);
  }

  private control(message: Message, ackRequested: boolean): void {
    const { id, epoch, pin } = this.plan;
    switch (message._tag) {
      case "ProposeRunCompletion": {
        const { completionId, result } = message;
        if (!this.openRuns.delete(completionId)) {
          this.fail(
            violation(
              `a result was proposed for completion ${completionId}, ` +
                "which is no run that waits for one",
            ),
          );
          return;
        }
        if (ackRequested && pin.protocolVersion >= FUTURES_SINCE) {
          this.ackedRuns.add(completionId);
        }
        const outcome: Outcome =
          result._tag === "Value" ? { _tag: "Success", value: result.value } : result;
        this.sink.propose({ _tag: "RunCompletionProposed", id, epoch, pin, completionId, outcome });
        return;
      }
      case "Suspension": {
        const layout = pin.protocolVersion >= FUTURES_SINCE ? "Future" : "AnyOf";
        if (message.waitingOn._tag !== layout) {
          this.fail(
            violation(`the suspension has not the layout of version ${pin.protocolVersion}`),
          );
          return;
        }
        const waitingFor = waitingOf(message, this.cancelHeard && this.writeClosed);
        if (waitingFor === null) {
          this.fail(violation("the endpoint suspended without saying what it waits for"));
          return;
        }
        this.finish({ _tag: "AttemptSuspended", id, epoch, waitingFor });
        return;
      }
      case "End":
        this.finish({ _tag: "AttemptEnded", id, epoch });
        return;
      case "Error":
        this.finish({
          _tag: "AttemptFailed",
          id,
          epoch,
          failure: failureOf(message),
          nextRetryDelayMs: message.nextRetryDelayMs,
          behavior: message.behavior,
          countsForHandler: true,
        });
        return;
      case "AwaitingOn":
        this.lastAwaitingOn = message.awaitingOn;
        return;
      default:
        this.fail(violation(`${commandName(typeOf(message))} is not for an endpoint to send`));
    }
  }

  private command(command: Command, payload: Uint8Array, ackRequested: boolean): void {
    const { id, epoch, pin } = this.plan;
    if (command._tag === "InputCommand") {
      this.fail(violation("the endpoint sent an input command, which only the server writes"));
      return;
    }
    if (this.outputSent) {
      this.fail(
        violation("the endpoint sent a command after its output; only End may follow that"),
      );
      return;
    }
    this.outputSent = command._tag === "OutputCommand";
    if (command._tag === "RunCommand") this.openRuns.add(command.resultCompletionId);
    this.sink.propose({
      _tag: "CommandProposed",
      id,
      epoch,
      pin,
      command,
      payload,
      ackRequested,
    });
  }

  private recall(entry: JournalEntry): void {
    if (entry._tag === "Notification") {
      if (entry.id._tag === "Completion") this.openRuns.delete(entry.id.completionId);
      if (isCancel(entry.id)) this.cancelHeard = true;
    } else if (entry.type === MessageType.RunCommand && entry.completionId !== null) {
      this.openRuns.add(entry.completionId);
    } else if (entry.type === MessageType.OutputCommand) {
      this.outputSent = true;
    }
  }

  private finish(last: Parameters<AttemptSink["propose"]>[0]): void {
    this.phase = "Ended";
    this.sink.release();
    this.sink.propose(last);
  }

  private fail(
    failure: AttemptFailure,
    nextRetryDelayMs: number | null = null,
    behavior: ErrorBehavior = "Retry",
  ): void {
    const { id, epoch } = this.plan;
    this.phase = "Ended";
    this.sink.abort();
    this.sink.propose({
      _tag: "AttemptFailed",
      id,
      epoch,
      failure,
      nextRetryDelayMs,
      behavior,
      countsForHandler: true,
    });
  }

  private ended(): boolean {
    return this.phase === "Ended";
  }
}

function failureOf(error: ErrorMessage): AttemptFailure {
  const { relatedCommandIndex: index, relatedCommandName: name, relatedCommandType: type } = error;
  const related = index !== null || name !== null || type !== null;
  return {
    code: error.code,
    errorCode: null,
    message: error.message,
    stacktrace: error.stacktrace,
    relatedCommand: related ? { index, name, type } : null,
  };
}

function typeOf(message: Message): number {
  return message._tag === "Notification" ? message.type : MessageType[message._tag as "Start"];
}
