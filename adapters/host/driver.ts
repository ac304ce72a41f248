import {
  type AttemptUnderWay,
  type Change,
  type ClientRequest,
  type Config,
  Engine,
  type Entropy,
  type Input,
  type Output,
  type Reply,
  type RequestId,
  type RequestPort,
  type StorePort,
  type StreamPort,
  type View,
  type Watch,
} from "@holdfast/core";
import { Alarm } from "./alarm.ts";
import type { EngineTrace } from "./engine-trace.ts";

/** What a driver is built with; everything that touches the world is handed in. */
export interface DriverParts {
  readonly config: Config;
  readonly store: StorePort & { readonly lastSequence: number };
  readonly entropy: () => Entropy;
  /** Called once, when the engine can go no further: its memory may be ahead of the disk. */
  readonly onHalt: (reason: string) => void;
  readonly watch: Watch | null;
  readonly trace: EngineTrace | null;
}

/**
 * Feeds one engine and carries out what it says, in order: the hot path of the server, in plain
 * functions. It decides nothing. Inputs that come while one is being worked off wait their turn.
 */
export class Driver implements RequestPort {
  readonly view: View;
  private readonly engine: Engine;
  private readonly parts: DriverParts;
  private readonly alarm = new Alarm(() => this.feed({ _tag: "Clock" }));
  private readonly replies = new Map<RequestId, (reply: Reply) => void>();
  private streams: StreamPort | null = null;
  private readonly waiting: Input[] = [];
  private busy = false;
  private nextRequest: RequestId = 1;
  private lastMs = 0;
  private onDrained: (() => void) | null = null;
  private stopped = false;

  constructor(parts: DriverParts) {
    this.parts = parts;
    const { config, store, watch } = parts;
    this.engine = new Engine(config, store.view, watch, store.lastSequence);
    this.view = this.engine.durable;
  }

  /** The attempts under way: for whoever only looks. */
  get attemptsUnderWay(): readonly AttemptUnderWay[] {
    return this.engine.attemptsUnderWay;
  }

  /** Begins: takes up what durable state owes. `streams` reports back through `feed`. */
  start(streams: StreamPort): void {
    this.streams = streams;
    this.busy = true;
    this.guarded(() => this.engine.recover(this.now(), this.parts.entropy()));
    this.workOff();
  }

  readonly request = (body: ClientRequest, onReply: (reply: Reply) => void): (() => void) => {
    const request = this.nextRequest++;
    if (this.stopped) {
      onReply({ _tag: "Rejected", code: 503, message: "the server has stopped", errorCode: null });
      return NOTHING_TO_CANCEL;
    }
    this.replies.set(request, onReply);
    this.feed({ _tag: "Request", request, body });
    return () => {
      if (this.replies.delete(request)) this.feed({ _tag: "RequestGone", request });
    };
  };

  /** Gives the engine one input; it may be called from within a callback of this driver. */
  readonly feed = (input: Input): void => {
    if (this.stopped) return;
    this.waiting.push(input);
    if (!this.busy) this.workOff();
  };

  /** Lets what runs come to rest; resolves when nothing is left in flight. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      if (this.stopped) {
        resolve();
        return;
      }
      this.onDrained = resolve;
      this.feed({ _tag: "Drain" });
    });
  }

  /** Feeds no more; whoever still waits for a reply is told to come again. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.alarm.clear();
    const reply: Reply = {
      _tag: "Rejected",
      code: 503,
      message: "the server is stopping; try again in a moment",
      errorCode: null,
    };
    for (const onReply of this.replies.values()) onReply(reply);
    this.replies.clear();
  }

  private workOff(): void {
    this.busy = true;
    try {
      for (let i = 0; i < this.waiting.length; i++) {
        const input = this.waiting[i];
        if (input === undefined || this.stopped) continue;
        this.guarded(() => this.engine.step(this.now(), this.parts.entropy(), input));
      }
    } finally {
      this.waiting.length = 0;
      this.busy = false;
    }
  }

  /** A step that throws (an unreadable row, a defect) leaves memory in doubt: the engine ends. */
  private guarded(step: () => readonly Output[]): void {
    try {
      this.carryOut(step());
    } catch (cause) {
      const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      this.halt(reason);
    }
  }

  private halt(reason: string): void {
    if (this.stopped) return;
    this.stop();
    this.parts.onHalt(reason);
  }

  /**
   * Time in unix ms that never goes back while this process lives; over a restart it is as good
   * as the clock of the machine (A-CLOCK-1).
   */
  private now(): number {
    this.lastMs = Math.max(this.lastMs, Date.now());
    return this.lastMs;
  }

  private carryOut(outputs: readonly Output[]): void {
    for (const output of outputs) this.carryOutOne(output);
  }

  private carryOutOne(output: Output): void {
    switch (output._tag) {
      case "Append":
        return this.append(output.sequence, output.changes);
      case "Open":
        this.streams?.open(output.stream, output.target);
        return;
      case "Write":
        this.streams?.write(output.stream, output.bytes);
        return;
      case "CloseWrite":
        this.streams?.closeWrite(output.stream);
        return;
      case "Abort":
        this.streams?.abort(output.stream);
        return;
      case "Release":
        this.streams?.release(output.stream);
        return;
      case "Reply": {
        const onReply = this.replies.get(output.request);
        this.replies.delete(output.request);
        onReply?.(output.reply);
        return;
      }
      case "Wake":
        this.alarm.set(output.atMs);
        return;
      case "Pressure":
        this.streams?.pressure(output.high);
        return;
      case "Drained":
        this.onDrained?.();
        return;
      case "Halt":
        return this.halt(output.reason);
      case "Send":
      case "Received":
        throw new Error(`partition ${output.to} is not on this host: it runs one partition alone`);
      default:
        return output satisfies never;
    }
  }

  private append(sequence: number, changes: readonly Change[]): void {
    const { store, trace } = this.parts;
    trace?.append(sequence, changes.length);
    store.append(sequence, changes, (message) => {
      if (message === null) trace?.durable(sequence);
      this.feed(
        message === null
          ? { _tag: "BatchDurable", sequence }
          : { _tag: "BatchFailed", sequence, message },
      );
    });
  }
}

/** Given back for a request that has its answer already. */
const NOTHING_TO_CANCEL = (): void => undefined;
