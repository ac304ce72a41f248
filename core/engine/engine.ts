import { Attempt, type AttemptSink } from "../attempt/index.ts";
import { deriveEntropy, type Entropy } from "../ids/index.ts";
import type { View } from "../model/index.ts";
import type { Action } from "../partition/action.ts";
import { type Event, eventOf, type Happening } from "../partition/event.ts";
import { owedActions } from "../partition/owed.ts";
import { type Transition, transition } from "../partition/transition.ts";
import { Ahead } from "../store/ahead.ts";
import { Attempts, type AttemptUnderWay, type WaitingStart } from "./attempts.ts";
import type { Config } from "./config.ts";
import { Deadlines } from "./deadlines.ts";
import { Gate } from "./gate.ts";
import type { Input, StreamId } from "./input.ts";
import { invariant, InvariantBroken } from "./invariant.ts";
import type { Output } from "./output.ts";
import { planAttempt } from "./plan-attempt.ts";
import { rejection, type Reply, type RequestId } from "./request.ts";
import { Waiters } from "./waiters.ts";

/** Timers fired in one step; more that are due follow in the next, so that no step is long. */
const TIMERS_PER_STEP = 256;

/** Deadlines of ended attempts that are kept before anybody looks for them. */
const MIN_STALE_DEADLINES = 4_096;

/** Sees every event with what it led to: for traces, recordings, refinement checks. */
export type Watch = (event: Event, led: Transition) => void;

/**
 * One running host, as a machine: inputs with their time and entropy go in, outputs come out, and
 * nothing else happens. It holds the batch being built, the output gate, the attempts in flight,
 * the waiting clients and the next deadline. Whoever feeds it (a server, a simulator, a test)
 * carries out the outputs in order; see `Output` for a host's duties.
 */
export class Engine {
  private readonly config: Config;
  private readonly ahead: Ahead;
  private readonly watch: Watch | null;
  private readonly gate: Gate;
  private readonly waiters = new Waiters();
  private readonly attempts = new Attempts();
  private readonly deadlines = new Deadlines<StreamId>();
  private outputs: Output[] = [];
  private nowMs = 0;
  private entropy: Entropy = [0, 0, 0, 0];
  private draws = 0;
  private nextStream: StreamId = 1;
  /** No timer is due before this. */
  private nextTimerMs = Number.POSITIVE_INFINITY;
  private wakeMs = Number.POSITIVE_INFINITY;
  private pressure = false;
  private mode: "Running" | "Draining" | "Drained" | "Halted" = "Running";

  /** `lastSequence` is the number of the last batch in the store, 0 for a new one. */
  constructor(config: Config, durable: View, watch: Watch | null = null, lastSequence: number = 0) {
    this.config = config;
    this.gate = new Gate(lastSequence + 1);
    this.ahead = new Ahead(durable);
    this.watch = watch;
  }

  /** Durable rows and no others, read through the engine's cache: for whoever only looks. */
  get durable(): View {
    return this.ahead.durableView;
  }

  /** The attempts under way: for whoever only looks. */
  get attemptsUnderWay(): readonly AttemptUnderWay[] {
    return this.attempts.all().map(([, { plan, beganAtMs }]) => {
      return { id: plan.id, deploymentId: plan.pin.deploymentId, beganAtMs };
    });
  }

  /** Begins again all that durable state owes; the first thing a host does (L-RECOVER-1). */
  recover(nowMs: number, entropy: Entropy): readonly Output[] {
    return this.run(nowMs, entropy, () => {
      const { index, count } = this.config.partition;
      const peers = Array.from({ length: count }, (_, i) => i).filter((i) => i !== index);
      this.gate.hold(owedActions(this.ahead, peers));
    });
  }

  /** Takes one input and gives what is to be done, in order. */
  step(nowMs: number, entropy: Entropy, input: Input): readonly Output[] {
    return this.run(nowMs, entropy, () => this.take(input));
  }

  private run(nowMs: number, entropy: Entropy, body: () => void): readonly Output[] {
    if (this.mode === "Halted") return [];
    this.nowMs = nowMs;
    this.entropy = entropy;
    this.draws = 0;
    this.outputs = [];
    try {
      body();
      this.settle();
    } catch (cause) {
      if (!(cause instanceof InvariantBroken)) throw cause;
      this.halt(cause.message);
    }
    return this.outputs;
  }

  private take(input: Input): void {
    // Whoever stops may close the store now: refuse, but write nothing more.
    if (this.mode === "Drained" && input._tag !== "Request") return;
    switch (input._tag) {
      case "Request":
        return this.request(input.request, input.body);
      case "RequestGone":
        this.waiters.end(input.request);
        return;
      case "StreamHead": {
        const { stream, status, contentType, retryAfterMs } = input;
        this.attempts.onStream(stream)?.head(status, contentType, retryAfterMs, this.nowMs);
        return;
      }
      case "StreamBytes":
        this.attempts.onStream(input.stream)?.bytes(input.bytes, this.nowMs);
        return;
      case "StreamEnd":
        this.attempts.onStream(input.stream)?.end();
        return;
      case "StreamFailed":
        this.attempts.onStream(input.stream)?.broken(input.message);
        return;
      case "BatchDurable":
        return this.batchDurable(input.sequence);
      case "BatchFailed":
        return this.halt(`batch ${input.sequence} could not be written: ${input.message}`);
      case "Message": {
        const { from, sequence, message } = input;
        return this.happen({ _tag: "MessageReceived", from, sequence, message });
      }
      case "MessageTaken":
        return this.happen(input);
      case "Clock":
        return this.clock();
      case "Drain":
        return this.drain();
      default:
        return input satisfies never;
    }
  }

  /** Runs the partition machine on one event; what it leads to waits behind the gate. */
  private happen(happening: Happening): void {
    const { nowMs } = this;
    const entropy = deriveEntropy(this.entropy, this.draws++);
    const event = eventOf(happening, nowMs, entropy);
    const led = transition(this.config, this.ahead, event);
    this.watch?.(event, led);
    this.ahead.apply(led.changes, this.gate.sequence);
    this.gate.add(led);
  }

  private request(request: RequestId, body: Extract<Input, { _tag: "Request" }>["body"]): void {
    const { maxWaitingClients, maxUnwrittenBytes } = this.config.limits;
    if (this.mode !== "Running") {
      this.output({ _tag: "Reply", request, reply: STOPPING });
      return;
    }
    // What does not wait is let in beside all that do: it may be what ends their waiting.
    const waits = body._tag === "Call" || body._tag === "Attach";
    const full = waits && this.waiters.size >= maxWaitingClients;
    if (full || this.gate.unwrittenBytes >= 2 * maxUnwrittenBytes) {
      this.output({ _tag: "Reply", request, reply: OVERLOADED });
      return;
    }
    this.waiters.begin(request);
    this.happen({ _tag: "Requested", request, body });
  }

  private batchDurable(sequence: number): void {
    const batch = this.gate.settle(sequence);
    invariant(batch !== null, "S-GATE-1", `batch ${sequence} was reported durable out of turn`);
    this.ahead.settle(batch.changes, sequence);
    for (const action of batch.actions) this.carryOut(action);
  }

  /** Lets out what may leave, writes what may be written, and says when to be woken. */
  private settle(): void {
    if (this.mode === "Halted") return;
    for (;;) {
      this.startWaiting();
      const free = this.gate.takeFreeActions();
      if (free.length === 0) break;
      for (const action of free) this.carryOut(action);
    }
    const batch = this.gate.takeBatch();
    if (batch !== null) {
      this.output({ _tag: "Append", sequence: batch.sequence, changes: batch.changes });
    }
    this.weighPressure();
    if (this.mode === "Draining") this.finishDraining();
    const wakeMs = Math.min(this.nextTimerMs, this.deadlines.nextMs());
    if (wakeMs === this.wakeMs) return;
    this.wakeMs = wakeMs;
    if (wakeMs !== Number.POSITIVE_INFINITY) this.output({ _tag: "Wake", atMs: wakeMs });
  }

  private carryOut(action: Action): void {
    switch (action._tag) {
      case "StartAttempt": {
        const { id, epoch, entries } = action;
        this.attempts.of(id)?.cutOff();
        this.attempts.wait({ id, epoch, entries });
        return;
      }
      case "AbortAttempt": {
        const attempt = this.attempts.of(action.id);
        if (attempt?.plan.epoch === action.epoch) attempt.cutOff();
        else if (this.attempts.waitingFor(action.id)?.epoch === action.epoch) {
          this.attempts.dropWaiting(action.id);
        }
        return;
      }
      case "Deliver": {
        const attempt = this.attempts.of(action.id);
        if (attempt?.plan.epoch === action.epoch) {
          attempt.deliver(action.entry, this.nowMs);
          return;
        }
        const waiting = this.attempts.waitingFor(action.id);
        if (waiting?.epoch === action.epoch) waiting.entries = action.index + 1;
        return;
      }
      case "AckCommand": {
        const attempt = this.attempts.of(action.id);
        if (attempt?.plan.epoch !== action.epoch) return;
        attempt.acknowledge(action.commandIndex, this.nowMs);
        return;
      }
      case "Answer":
        return this.answer(action.request, action.reply);
      case "Await":
        this.waiters.wait(action.request, action.id);
        return;
      case "Completed":
        for (const request of this.waiters.of(action.id)) this.answer(request, action.reply);
        return;
      case "SendMessage": {
        const { to, sequence, message } = action;
        this.output({ _tag: "Send", to, sequence, message });
        return;
      }
      case "TakeMessage":
        this.output({ _tag: "Received", to: action.from, sequence: action.sequence });
        return;
      case "Arm":
        this.nextTimerMs = Math.min(this.nextTimerMs, action.dueMs);
        return;
      default:
        return action satisfies never;
    }
  }

  private answer(request: RequestId, reply: Reply): void {
    if (this.waiters.end(request)) this.output({ _tag: "Reply", request, reply });
  }

  /** Begins what is due as places become free: what waits longest goes first (L-COMPLETE-1). */
  private startWaiting(): void {
    if (this.mode !== "Running") return;
    while (this.attempts.running < this.config.limits.maxAttempts) {
      const start = this.attempts.takeWaiting();
      if (start === null) return;
      this.start(start);
    }
  }

  /** Begins an attempt, if it is still wanted (S-FENCE-3). */
  private start({ id, epoch, entries }: WaitingStart): void {
    const invocation = this.ahead.get("invocation", id, "");
    if (invocation?.status._tag !== "Invoked" || invocation.epoch !== epoch) return;
    invariant(this.attempts.of(id) === undefined, "S-FENCE-2", `${id} has an attempt already`);
    const planned = planAttempt(
      this.config,
      this.ahead.durableView,
      invocation,
      entries,
      this.nowMs,
    );
    if (planned._tag === "Impossible") {
      const { failure } = planned;
      this.happen({
        _tag: "AttemptFailed",
        id,
        epoch,
        failure,
        nextRetryDelayMs: null,
        behavior: "Retry",
        countsForHandler: false,
      });
      return;
    }
    const { plan, target } = planned;
    invariant(plan.replay.length === entries, "S-JOURNAL-1", `${id} has lost journal entries`);
    const stream = this.nextStream++;
    const attempt = new Attempt(plan, this.sinkOf(stream), this.nowMs);
    this.attempts.begin(stream, attempt);
    this.output({ _tag: "Open", stream, target });
    attempt.begin();
    this.watchSilence(attempt, stream);
  }

  /** Has the attempt looked at when it has been silent for too long. */
  private watchSilence(attempt: Attempt, stream: StreamId): void {
    this.deadlines.add(Math.max(attempt.deadlineMs(), this.nowMs + 1), stream);
    if (this.deadlines.size < 2 * this.attempts.running + MIN_STALE_DEADLINES) return;
    this.deadlines.keep((each) => this.attempts.onStream(each) !== undefined);
  }

  private sinkOf(stream: StreamId): AttemptSink {
    return {
      propose: (proposal) => this.happen(proposal),
      write: (bytes) => this.output({ _tag: "Write", stream, bytes }),
      closeWrite: () => this.output({ _tag: "CloseWrite", stream }),
      release: () => {
        this.attempts.end(stream);
        this.output({ _tag: "Release", stream });
      },
      abort: () => {
        this.attempts.end(stream);
        this.output({ _tag: "Abort", stream });
      },
    };
  }

  /** Fires what is due: timers of the durable state, then silences of attempts. */
  private clock(): void {
    this.wakeMs = Number.POSITIVE_INFINITY;
    if (this.nextTimerMs <= this.nowMs) this.fireTimers();
    for (;;) {
      const stream = this.deadlines.takeDue(this.nowMs);
      if (stream === null) return;
      const attempt = this.attempts.onStream(stream);
      if (attempt === undefined) continue;
      attempt.clock(this.nowMs);
      if (this.attempts.onStream(stream) !== undefined) this.watchSilence(attempt, stream);
    }
  }

  /** Fires the timers whose time has come, and no other (S-TIMER-1); the rest asks for its time. */
  private fireTimers(): void {
    const rows = this.ahead.scan("timer", "", "", TIMERS_PER_STEP + 1);
    this.nextTimerMs = Number.POSITIVE_INFINITY;
    for (const [index, { item, value }] of rows.entries()) {
      if (value.dueMs > this.nowMs || index === TIMERS_PER_STEP) {
        this.nextTimerMs = value.dueMs;
        return;
      }
      this.happen({ _tag: "TimerFired", item });
    }
  }

  private drain(): void {
    if (this.mode !== "Running") return;
    this.mode = "Draining";
    for (const [stream, attempt] of this.attempts.all()) {
      attempt.closeWrite(this.nowMs);
      this.watchSilence(attempt, stream);
    }
  }

  private finishDraining(): void {
    if (this.attempts.running > 0 || !this.gate.idle) return;
    this.mode = "Drained";
    for (const request of this.waiters.all()) this.answer(request, STOPPING);
    this.output({ _tag: "Drained" });
  }

  private weighPressure(): void {
    const { maxUnwrittenBytes } = this.config.limits;
    const { unwrittenBytes } = this.gate;
    const high = this.pressure
      ? unwrittenBytes > maxUnwrittenBytes / 2
      : unwrittenBytes > maxUnwrittenBytes;
    if (high === this.pressure) return;
    this.pressure = high;
    this.output({ _tag: "Pressure", high });
  }

  private halt(reason: string): void {
    this.mode = "Halted";
    this.output({ _tag: "Halt", reason });
  }

  private output(output: Output): void {
    this.outputs.push(output);
  }
}

const STOPPING = rejection(503, "the server is stopping; try again in a moment");
const OVERLOADED = rejection(429, "the server has more waiting requests than it holds; try later");
