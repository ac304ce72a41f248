import {
  type Command,
  commandName,
  decodeMessage,
  encodeMessageFrame,
  type ErrorBehavior,
  FIRST_USER_SIGNAL_INDEX,
  type Frame,
  FrameReader,
  type Future,
  type InputCommand,
  isCommandType,
  type Message,
  messageType,
  type NotificationResult,
  type ProtocolVersion,
  type Start,
} from "@holdfast/core";
import { Cancellation } from "./cancellation.ts";
import { AttemptClosed } from "./closed.ts";
import { EagerState } from "./eager-state.ts";
import type { Handle } from "./handle.ts";
import { mismatch } from "./mismatch.ts";
import { Notifications } from "./notifications.ts";
import { Runs } from "./runs.ts";

/** Where an attempt stands, seen from the handler's side (wire facts 1.6). */
export type Phase = "WaitingStart" | "Replaying" | "Processing" | "Closed";

/** Why a machine closed. */
export type ClosedBy = "Ended" | "Suspended" | "Failed" | "Abandoned";

/** An attempt's failure, as it is told to the server (wire facts 1.4). */
export interface AttemptError {
  /** HTTP-like code (wire facts 1.12). */
  readonly code: number;
  readonly message: string;
  readonly stacktrace?: string;
  /** The command that the failure is about; the latest where this is absent. */
  readonly command?: { readonly index: number; readonly name: string; readonly type: number };
  /** Milliseconds after which the server tries again, in place of its own policy's. */
  readonly nextRetryDelayMs?: number;
  readonly behavior?: ErrorBehavior;
}

const JOURNAL_MISMATCH = 570;
const PROTOCOL_VIOLATION = 571;

/**
 * The handler's side of one service-protocol stream of version 5 to 7: bytes in, bytes out. It
 * matches what the handler issues against the replayed journal, then sends what is new; it holds
 * what has arrived until the handler asks. It waits for nothing itself: it is asked again.
 */
export class Machine {
  readonly notifications = new Notifications();
  readonly runs = new Runs();
  readonly cancellation = new Cancellation();
  private readonly frames = new FrameReader();
  private readonly replay: Command[] = [];
  private readonly out: Uint8Array[] = [];
  private started: { readonly start: Start; readonly state: EagerState } | null = null;
  private received = 0;
  private issued = 0;
  private completions = 0;
  private signals = FIRST_USER_SIGNAL_INDEX - 1;
  private closed: ClosedBy | null = null;
  private inputEnded = false;
  private latest: Command | null = null;
  private readonly version: ProtocolVersion;
  /** The last AwaitingOn as text: the same is not told twice in a row. */
  private toldAwaiting = "";

  constructor(version: ProtocolVersion = 6) {
    this.version = version;
  }

  /** Whether both sides know trees of futures and acknowledge runs (wire facts 1.1, version 7). */
  get speaksFutures(): boolean {
    return this.version >= 7;
  }

  get phase(): Phase {
    if (this.closed !== null) return "Closed";
    if (this.started === null || this.received < this.started.start.knownEntries) {
      return "WaitingStart";
    }
    return this.issued < this.replay.length ? "Replaying" : "Processing";
  }

  /** Why the machine closed, or null while it is open. */
  get closedBy(): ClosedBy | null {
    return this.closed;
  }

  /** Whether the server has said that nothing more will come. */
  get inputClosed(): boolean {
    return this.inputEnded;
  }

  /** The Start message; only once the phase is past waiting. */
  get start(): Start {
    return this.begun().start;
  }

  get state(): EagerState {
    return this.begun().state;
  }

  /** Index of the command that is issued next; the Input command has index 0. */
  get commandIndex(): number {
    return this.issued;
  }

  /** Takes bytes from the server, cut anywhere. */
  receive(bytes: Uint8Array): void {
    if (this.closed !== null) return;
    this.frames.push(bytes);
    for (;;) {
      const frame = this.frames.next();
      if (frame === null) return;
      if (frame._tag === "FrameError") return this.violation(frame.reason);
      this.frame(frame);
      if (this.phase === "Closed") return;
    }
  }

  /** The server will send nothing more: a handler that has to wait from now on is suspended. */
  closeInput(): void {
    this.inputEnded = true;
    if (this.phase === "WaitingStart") this.closed = "Abandoned";
  }

  /** The stream is gone: nothing that is still issued leaves this machine. */
  abandon(): void {
    this.closed ??= "Abandoned";
    this.out.length = 0;
  }

  /** The bytes to send, in order; each is given once. */
  takeOutput(): readonly Uint8Array[] {
    return this.out.splice(0);
  }

  /** The request; the first command of every handler. */
  input(): InputCommand {
    this.assertOpen();
    const first = this.replay[0];
    if (first?._tag !== "InputCommand") {
      this.violation("the journal does not begin with an input command");
      throw new AttemptClosed();
    }
    this.issued = Math.max(this.issued, 1);
    return first;
  }

  nextCompletionId(): number {
    return ++this.completions;
  }

  /** The next signal of the handler's own (awakeables); the first is 17 (wire facts 1.5). */
  nextSignalIndex(): number {
    return ++this.signals;
  }

  /** The command that the journal holds at the next place, or null past its end. */
  nextStored(): Command | null {
    return this.replay[this.issued] ?? null;
  }

  /** Issues a command: what the journal holds in its place, or, past its end, what is sent. */
  issue<C extends Command>(command: C): C {
    this.assertOpen();
    const index = this.issued;
    const stored = this.nextStored();
    this.latest = command;
    if (stored === null) {
      this.issued = this.replay.push(command);
      this.out.push(encodeMessageFrame(command));
      return command;
    }
    const difference = mismatch(index, command, stored);
    if (difference !== null) {
      this.failMismatch(difference, stored, index);
      throw new AttemptClosed();
    }
    this.issued++;
    return stored as C;
  }

  /** The result of what the handler waits for, once it may see it. */
  result(handle: Handle): NotificationResult | undefined {
    return this.notifications.result(handle);
  }

  /** Sends a message that the journal does not hold. */
  control(message: Message, flags = 0): void {
    this.assertOpen();
    this.out.push(encodeMessageFrame(message, flags));
  }

  /** Hints at what the handler waits for while the stream stays open (wire facts 1.6, v7). */
  tellAwaiting(awaitingOn: Future, executingSideEffects: boolean): void {
    if (!this.speaksFutures) return;
    const text = JSON.stringify([awaitingOn, executingSideEffects]);
    if (text === this.toldAwaiting) return;
    this.toldAwaiting = text;
    this.control({ _tag: "AwaitingOn", awaitingOn, executingSideEffects });
  }

  close(by: ClosedBy): void {
    this.closed ??= by;
  }

  /** Ends the attempt, but not the invocation, with an error. */
  fail(error: AttemptError): void {
    if (this.closed !== null) return;
    const related =
      error.command ??
      (this.latest === null
        ? null
        : {
            index: Math.max(0, this.issued - 1),
            name: this.latest.name,
            type: messageType(this.latest),
          });
    this.control({
      _tag: "Error",
      code: error.code,
      message: error.message,
      stacktrace: error.stacktrace ?? "",
      relatedCommandIndex: related?.index ?? null,
      relatedCommandName: related?.name ?? null,
      relatedCommandType: related?.type ?? null,
      nextRetryDelayMs: error.nextRetryDelayMs ?? null,
      behavior: error.behavior ?? "Retry",
    });
    this.close("Failed");
  }

  /** The handler does not do what it did before (wire facts 1.12). */
  failMismatch(message: string, stored: Command, index: number): void {
    const command = { index, name: stored.name, type: messageType(stored) };
    this.fail({ code: JOURNAL_MISMATCH, message, command });
  }

  private frame({ type, payload }: Frame): void {
    const message = decodeMessage(type, payload);
    if (message._tag === "DecodeFailure") return this.violation(message.reason);
    if (this.started === null) {
      if (message._tag !== "Start") {
        return this.violation(`${commandName(type)} came before start`);
      }
      if (message.knownEntries === 0) return this.violation("start announces no journal entries");
      const state = new EagerState(message.state, message.partialState);
      this.started = { start: message, state };
      return;
    }
    const replaying = this.received < this.started.start.knownEntries;
    if (message._tag === "Notification") {
      this.notifications.add(message);
      if (replaying) this.received++;
    } else if (replaying && isCommandType(type)) {
      this.replay.push(message as Command);
      this.received++;
    } else if (message._tag === "ProposeRunCompletionAck") {
      const result = this.runs.acknowledged(message.completionId);
      if (result !== null) this.notifications.add(result);
      else this.violation(`run ${message.completionId} is acknowledged, but was not proposed`);
    } else if (message._tag !== "CommandAck") {
      this.violation(`${commandName(type)} is not for a server to send at this point`);
    }
  }

  private violation(message: string): void {
    this.fail({ code: PROTOCOL_VIOLATION, message: `protocol violation: ${message}` });
  }

  private begun(): { readonly start: Start; readonly state: EagerState } {
    if (this.started === null) throw new Error("the machine was used before its start came");
    return this.started;
  }

  private assertOpen(): void {
    if (this.closed !== null) throw new AttemptClosed();
  }
}
