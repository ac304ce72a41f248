import {
  FrameReader,
  type Input,
  type InvocationId,
  type StreamId,
  type StreamTarget,
} from "@holdfast/core";
import { pick } from "./choices.ts";
import type { AttemptView } from "./checkers/checker.ts";
import type { Attempting, Worker } from "./worker.ts";
import type { World } from "./world.ts";

/** Longest that a stream can be held up by the network, in microseconds. */
const LONGEST_DELAY_US = 3_000_000;

/** Longest that nothing comes through in one direction, in microseconds. */
const LONGEST_SILENCE_US = 10_000_000;

/** Longest until a side that was not told of the end of a stream finds out, in microseconds. */
const LONGEST_HALF_OPEN_US = 90_000_000;

/** Longest that a slow reader takes for each piece, in microseconds. */
const LONGEST_READ_US = 500_000;

/** The process at the engine's end of a stream. */
export interface StreamHost {
  /** Changes when the engine is gone. */
  readonly incarnation: number;
  take(input: Input): void;
}

/**
 * One stream between an engine and an endpoint: in order in each direction, late, torn or lost
 * as a whole.
 */
export class Link implements AttemptView {
  readonly number: number;
  readonly invocation: InvocationId;
  readonly life: number;
  /** What the engine writes, for those who watch it. */
  readonly written = new FrameReader();
  private readonly world: World;
  private host: StreamHost;
  private incarnation: number;
  private readonly stream: StreamId;
  private readonly worker: Worker;
  private running: Attempting | null = null;
  private downUs = 0;
  private upUs = 0;
  /** The engine has ended it: what still comes up is of no use. */
  private ended = false;
  private broken = false;
  private readSlowly = false;

  constructor(
    world: World,
    host: StreamHost,
    stream: StreamId,
    worker: Worker,
    of: Pick<AttemptView, "invocation" | "life">,
  ) {
    this.number = world.nextNumber();
    this.world = world;
    this.host = host;
    this.incarnation = host.incarnation;
    this.stream = stream;
    this.worker = worker;
    this.invocation = of.invocation;
    this.life = of.life;
  }

  open(target: StreamTarget): void {
    this.down(() => {
      if (this.world.faults.strikes("endpoint-refuses", this.invocation)) {
        return this.refuse();
      }
      if (!this.worker.up) return this.fail("connection refused: the endpoint is down");
      this.running = this.worker.accept(this, target);
    });
  }

  write(bytes: Uint8Array): void {
    const { choices, faults } = this.world;
    if (bytes.length > 1 && faults.strikes("split-chunk", this.invocation)) {
      const cut = 1 + choices.below(bytes.length - 1);
      this.down(() => this.receive(bytes.subarray(0, cut)));
      this.down(() => this.receive(bytes.subarray(cut)));
      return;
    }
    this.down(() => this.receive(bytes));
  }

  closeWrite(): void {
    this.down(() => this.running?.closeInput());
  }

  /** From now on another process is at the engine's end. */
  handOver(host: StreamHost): void {
    this.host = host;
    this.incarnation = host.incarnation;
  }

  /** The engine has no use for it any more. */
  end(): void {
    this.ended = true;
    this.down(() => this.running?.abandon());
  }

  /** The engine's process is gone; the endpoint hears of it later. */
  engineGone(): void {
    this.end();
  }

  /** Answers like a gateway, an overloaded or a wrong server, or not at all. */
  private refuse(): void {
    const { choices } = this.world;
    const status = pick(choices, [503, 429, 502, 415, 413, 418, 200, null]);
    if (status === null) return this.fail("connection refused");
    this.up({ ...this.head(status, "text/html"), retryAfterMs: pick(choices, [null, 30]) });
    this.answerEnd();
  }

  /** The head of the endpoint's answer. */
  private head(status: number, contentType: string | null): Extract<Input, { _tag: "StreamHead" }> {
    const { stream } = this;
    return {
      _tag: "StreamHead",
      stream,
      status,
      contentType,
      server: "simulated",
      retryAfterMs: null,
    };
  }

  answerHead(status: number, contentType: string | null): void {
    this.up(this.head(status, contentType));
  }

  /** Bytes of the endpoint's answer. */
  answer(bytes: Uint8Array): void {
    const { choices, faults } = this.world;
    const { number: attempt } = this;
    this.world.happened("endpoint", { _tag: "Send", attempt, bytes: bytes.length });
    if (faults.strikes("connection-loss", this.invocation)) return this.fail("connection reset");
    if (bytes.length > 1 && faults.strikes("torn-frame", this.invocation)) {
      this.up({
        _tag: "StreamBytes",
        stream: this.stream,
        bytes: bytes.subarray(0, choices.below(bytes.length)),
      });
      return this.fail("connection reset inside a frame");
    }
    if (bytes.length > 1 && faults.strikes("cut-frame", this.invocation))
      return this.cutShort(bytes);
    if (bytes.length > 1 && faults.strikes("split-chunk", this.invocation)) {
      const cut = 1 + choices.below(bytes.length - 1);
      this.up({ _tag: "StreamBytes", stream: this.stream, bytes: bytes.subarray(0, cut) });
      this.up({ _tag: "StreamBytes", stream: this.stream, bytes: bytes.subarray(cut) });
      return;
    }
    this.up({ _tag: "StreamBytes", stream: this.stream, bytes });
  }

  answerEnd(): void {
    this.up({ _tag: "StreamEnd", stream: this.stream });
  }

  /**
   * The stream breaks: the engine hears of it after what is under way, the endpoint later; one of
   * them, if it is half open, very much later.
   */
  fail(message: string): void {
    if (this.broken) return;
    const { faults } = this.world;
    const failed = { _tag: "StreamFailed", stream: this.stream, message } as const;
    if (faults.strikes("silent-loss", this.invocation)) {
      this.world.timeline.after(this.halfOpenUs(), () => this.deliver(failed));
    } else this.up(failed);
    this.broken = true;
    const delayUs = faults.strikes("half-open", this.invocation)
      ? this.halfOpenUs()
      : this.delayUs();
    this.world.timeline.after(delayUs, () => this.running?.abandon());
  }

  /** The endpoint's answer ends in the middle of a frame, as if that were in order. */
  private cutShort(bytes: Uint8Array): void {
    const { stream } = this;
    const cut = bytes.subarray(0, 1 + this.world.choices.below(bytes.length - 1));
    this.up({ _tag: "StreamBytes", stream, bytes: cut });
    this.answerEnd();
    this.broken = true;
    this.world.timeline.after(this.delayUs(), () => this.running?.abandon());
  }

  /** Bytes of the request are there. */
  private receive(bytes: Uint8Array): void {
    if (this.running === null) return;
    const { number: attempt } = this;
    this.world.happened("endpoint", { _tag: "Receive", attempt, bytes: bytes.length });
    this.running.receive(bytes);
  }

  private down(task: () => void): void {
    if (this.broken) return;
    const { choices, faults, timeline } = this.world;
    this.readSlowly ||= faults.strikes("slow-reader", this.invocation);
    const readUs = this.readSlowly && !faults.healed ? choices.below(LONGEST_READ_US) : 0;
    this.downUs =
      Math.max(this.downUs, timeline.nowUs + this.delayUs()) + readUs + this.silenceUs();
    this.world.timeline.at(this.downUs, () => {
      if (!this.broken) task();
    });
  }

  private up(input: Input): void {
    if (this.broken) return;
    const { nowUs } = this.world.timeline;
    this.upUs = Math.max(this.upUs, nowUs + this.delayUs()) + this.silenceUs();
    this.world.timeline.at(this.upUs, () => this.deliver(input));
  }

  private deliver(input: Input): void {
    if (this.host.incarnation !== this.incarnation) return;
    // A host may or may not have bytes on their way when the engine ends a stream.
    if (this.ended && !this.world.faults.strikes("late-frames", this.invocation)) return;
    this.host.take(input);
  }

  /** How long nothing comes through in this direction, while all does in the other. */
  private silenceUs(): number {
    const { choices, faults } = this.world;
    return faults.strikes("one-way", this.invocation) ? choices.below(LONGEST_SILENCE_US) : 0;
  }

  private halfOpenUs(): number {
    return this.world.choices.below(LONGEST_HALF_OPEN_US);
  }

  private delayUs(): number {
    const { choices, faults, settings } = this.world;
    const ordinary = choices.below(settings.latencyUs);
    return faults.strikes("network-delay", this.invocation)
      ? ordinary + choices.below(LONGEST_DELAY_US)
      : ordinary;
  }
}
