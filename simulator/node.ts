import {
  type Change,
  type ClientRequest,
  type Config,
  type Engine,
  type Entropy,
  type Input,
  type InvocationId,
  MemoryTables,
  type Output,
  type Reply,
  type RequestId,
  type StreamId,
  type StreamTarget,
  type View,
  type Watch,
} from "@holdfast/core";
import { broken, type NodeView } from "./checkers/checker.ts";
import { invocationOf } from "./checkers/fencing.ts";
import { Lives } from "./checkers/lives.ts";
import type { Watchers } from "./checkers/watchers.ts";
import { Stream32 } from "./choices.ts";
import { DiskReader } from "./disk.ts";
import { HostClock } from "./host-clock.ts";
import { HostDisk } from "./host-disk.ts";
import { Link, type StreamHost } from "./link.ts";
import type { World } from "./world.ts";
import { Zombie } from "./zombie.ts";

/** The engine, as a host drives it. */
export type EngineLike = Pick<Engine, "recover" | "step">;

/** Makes the engine of a host; tests put a broken one in its place. */
export type MakeEngine = (config: Config, durable: View, watch: Watch) => EngineLike;

/** Longest times, in microseconds. */
const LONGEST_LATENESS_US = 300_000;
const LONGEST_DOWN_US = 2_000_000;
const LONGEST_DRAIN_US = 3_000_000;

/** One engine host: it carries out the outputs of the real engine, and dies when it is told to. */
export class Node implements NodeView, StreamHost {
  readonly index: number;
  private readonly name: string;
  incarnation = 0;
  ahead = new MemoryTables();
  hearing: StreamId | null = null;
  private readonly world: World;
  private readonly watchers: Watchers;
  readonly config: Config;
  private readonly disk: HostDisk;
  private readonly clock: HostClock;
  private engine: EngineLike | null = null;
  private links = new Map<StreamId, Link>();
  private readonly lives = new Lives();
  private clients = new Map<RequestId, (reply: Reply | null) => void>();
  private wakeAtMs = Number.POSITIVE_INFINITY;
  /** The batch that is durable, but not settled. */
  private written: readonly Change[] = [];
  private reader: DiskReader;
  private pressed = false;
  private held: Input[] = [];
  /** Entropy of inputs is no choice: no history becomes simpler by it. */
  private readonly chance: Stream32;

  constructor(world: World, index: number) {
    this.world = world;
    this.watchers = world.watchers;
    this.index = index;
    this.name = `engine ${index}`;
    this.chance = new Stream32(world.seed + index);
    const partition = { index, count: world.settings.partitions };
    this.config = { ...world.settings.config, partition };
    this.clock = new HostClock(world, index);
    this.disk = new HostDisk(world, index, {
      durable: (changes, epoch) => this.durableNow(changes, epoch),
      written: (sequence, changes) => {
        this.written = changes;
        this.take({ _tag: "BatchDurable", sequence });
      },
      failed: (sequence, message) => this.step({ _tag: "BatchFailed", sequence, message }),
    });
    this.reader = new DiskReader(this.disk.tables);
  }

  get durable(): MemoryTables {
    return this.disk.tables;
  }

  get epoch(): number {
    return this.disk.epoch;
  }

  get up(): boolean {
    return this.engine !== null;
  }

  get maxAttempts(): number {
    return this.config.limits.maxAttempts;
  }

  /** This host's clock; unix milliseconds. */
  get nowMs(): number {
    return this.clock.nowMs;
  }

  /** Starts an engine on what is durable. */
  start(): void {
    if (this.engine !== null) return;
    const { watchers, world } = this;
    this.incarnation++;
    const { incarnation } = this;
    this.clock.start();
    this.reader = this.disk.open();
    this.ahead = this.disk.tables.copy();
    this.world.happened(this.name, { _tag: "Start", incarnation: this.incarnation });
    for (const see of watchers.restarted) see(this);
    this.engine = world.parts.makeEngine(this.config, this.reader, (event, led) => {
      if (this.incarnation !== incarnation) return;
      world.transitions++;
      world.happened(this.name, { _tag: "Transition", event, led });
      for (const see of watchers.transition) see(this, event, led);
      for (const { table, group, value } of led.changes) {
        if (table !== "invocation" || value === null) continue;
        if (this.ahead.get(table, group, "") === undefined) world.known.push(value.id);
      }
      this.ahead.apply(led.changes);
    });
    const { engine } = this;
    const outputs = this.disk.reading(this.reader, () =>
      engine.recover(this.nowMs, this.entropy()),
    );
    if (outputs === null) return this.crash();
    for (const see of watchers.recovered) see(this, outputs);
    this.carryOut(outputs);
    if (this.world.faults.strikes("crash-in-recovery", this.index)) this.crash();
  }

  /** The process dies, and is started again after a while. */
  crash(): void {
    if (this.engine === null) return;
    this.world.fault(this.name, "crashes");
    this.forgetEngine();
    this.disk.interrupt();
    for (const see of this.watchers.stopped) see(this);
    for (const link of this.links.values()) link.engineGone();
    this.links.clear();
    const { choices, timeline } = this.world;
    for (const onReply of this.clients.values()) {
      timeline.after(choices.below(this.world.settings.latencyUs), () => onReply(null));
    }
    this.clients.clear();
    timeline.after(choices.below(LONGEST_DOWN_US), () => this.start());
  }

  /** Gives the engine an input, unless it asked not to be given any. */
  take(input: Input): void {
    if (this.engine === null) return;
    const waits = input._tag === "Request" || input._tag.startsWith("Stream");
    if (waits && (this.pressed || this.held.length > 0)) this.held.push(input);
    else this.step(input);
  }

  /** A client's request has arrived; `onReply` is called once, with null where the node dies. */
  request(request: RequestId, body: ClientRequest, onReply: (reply: Reply | null) => void): void {
    if (this.engine === null) return onReply(null);
    this.clients.set(request, onReply);
    this.take({ _tag: "Request", request, body });
  }

  /** A client has hung up. */
  hangUp(request: RequestId): void {
    if (this.clients.delete(request)) this.take({ _tag: "RequestGone", request });
  }

  jumpClock(): void {
    this.world.fault(this.name, `its clock jumps by ${this.clock.jump()} ms in all`);
    this.planWake();
  }

  private step(input: Input): void {
    const { engine } = this;
    if (engine === null) return;
    this.world.inputs++;
    this.world.happened(this.name, { _tag: "Input", input });
    this.hearing = "stream" in input ? input.stream : null;
    const outputs = this.disk.reading(this.reader, () =>
      engine.step(this.nowMs, this.entropy(), input),
    );
    if (outputs !== null) this.carryOut(outputs);
    this.hearing = null;
    if (outputs === null) return this.crash();
    const { watchers } = this;
    const { faults } = this.world;
    if (input._tag === "BatchDurable" && this.engine === engine) {
      for (const see of watchers.settled) see(this, this.written);
    }
    if (faults.strikes("engine-crash", this.index)) this.crash();
    else if (faults.strikes("drain", this.index)) this.drain();
    else if (faults.strikes("clock-jump", this.index)) this.jumpClock();
    else if (faults.strikes("second-engine", this.index)) this.takeOver();
  }

  /** It is taken for dead, and another engine is started on its store, while it goes on. */
  private takeOver(): void {
    const { engine, links, clients, wakeAtMs, world, epoch } = this;
    const { flight } = this.disk;
    if (engine === null || this.pressed || this.held.length > 0) return;
    world.fault(this.name, "is taken for dead");
    this.links = new Map();
    this.clients = new Map();
    this.disk.interrupt();
    const zombie = new Zombie(world, {
      index: this.index,
      engine,
      links,
      clients,
      wakeAtMs,
      nowMs: () => this.nowMs,
      entropy: () => this.entropy(),
      write: (changes) => this.disk.writeAs(epoch, changes),
      sync: () => this.disk.sync(),
      open: (host, stream, target) => this.linkFor(host, stream, target),
    });
    this.forgetEngine();
    this.start();
    if (flight === null) return;
    const { sequence, durable } = flight;
    zombie.take(
      durable
        ? { _tag: "BatchDurable", sequence }
        : { _tag: "BatchFailed", sequence, message: "another engine has opened the store" },
    );
  }

  private forgetEngine(): void {
    this.engine = null;
    this.wakeAtMs = Number.POSITIVE_INFINITY;
    this.pressed = false;
    this.held = [];
  }

  private entropy(): Entropy {
    const { chance } = this;
    return [chance.next(), chance.next(), chance.next(), chance.next()];
  }

  private carryOut(outputs: readonly Output[]): void {
    const { incarnation } = this;
    const { faults } = this.world;
    for (const [index, output] of outputs.entries()) {
      if (index > 0 && faults.strikesByRule("engine-crash", this.index)) this.crash();
      if (this.incarnation !== incarnation || this.engine === null) return;
      this.world.happened(this.name, { _tag: "Output", output });
      for (const see of this.watchers.output) see(this, output);
      if (output._tag === "Write") this.tell(output.stream, output.bytes);
      this.perform(output);
    }
  }

  /** Reads what is written to an endpoint once, for all who watch it. */
  private tell(stream: StreamId, bytes: Uint8Array): void {
    const frames = this.links.get(stream)?.written;
    if (frames === undefined) return;
    frames.push(bytes);
    for (let frame = frames.next(); frame?._tag === "Frame"; frame = frames.next()) {
      for (const see of this.watchers.written) see(this, stream, frame);
    }
  }

  private perform(output: Output): void {
    switch (output._tag) {
      case "Append":
        return this.disk.append(output.sequence, output.changes);
      case "Open": {
        const { stream, target } = output;
        const link = this.linkFor(this, stream, target);
        this.links.set(stream, link);
        for (const see of this.watchers.opened) see(link);
        link.open(target);
        return;
      }
      case "Write":
        this.links.get(output.stream)?.write(output.bytes);
        return;
      case "CloseWrite":
        this.links.get(output.stream)?.closeWrite();
        return;
      case "Abort":
      case "Release":
        this.links.get(output.stream)?.end();
        this.links.delete(output.stream);
        return;
      case "Reply":
        return this.reply(output.request, output.reply);
      case "Send":
        return this.world.peers.send(this.index, output.to, output.sequence, output.message);
      case "Received":
        return this.world.peers.received(this.index, output.to, output.sequence);
      case "Wake":
        this.wakeAtMs = output.atMs;
        return this.planWake();
      case "Pressure":
        return this.press(output.high);
      case "Drained":
        return this.drained();
      case "Halt":
        return this.halt(output.reason);
      default:
        output satisfies never;
    }
  }

  private durableNow(changes: readonly Change[], epoch: number): void {
    for (const change of changes) this.lives.see(change);
    for (const see of this.watchers.durable) see(this, changes, epoch);
  }

  private reply(request: RequestId, reply: Reply): void {
    const onReply = this.clients.get(request);
    this.clients.delete(request);
    if (onReply === undefined) return;
    const { choices, faults, timeline, settings } = this.world;
    const lost = faults.strikes("reply-lost", this.index);
    timeline.after(choices.below(settings.latencyUs), () => onReply(lost ? null : reply));
  }

  private planWake(): void {
    const { wakeAtMs } = this;
    if (wakeAtMs === Number.POSITIVE_INFINITY) return;
    const { incarnation } = this;
    const { choices, faults, timeline } = this.world;
    const lateUs = faults.strikes("late-wake", this.index) ? choices.below(LONGEST_LATENESS_US) : 0;
    timeline.at(this.clock.usOf(wakeAtMs) + lateUs, () => {
      if (this.incarnation !== incarnation || this.wakeAtMs !== wakeAtMs) return;
      if (this.nowMs < wakeAtMs) return;
      this.wakeAtMs = Number.POSITIVE_INFINITY;
      this.take({ _tag: "Clock" });
    });
  }

  private press(high: boolean): void {
    this.pressed = high;
    if (high) {
      this.world.pressures++;
      return;
    }
    const { incarnation } = this;
    this.world.timeline.after(0, () => {
      if (this.incarnation === incarnation) this.readOn();
    });
  }

  /** Takes what was held back, in order, until there is pressure again. */
  private readOn(): void {
    while (!this.pressed) {
      const input = this.held.shift();
      if (input === undefined) return;
      this.step(input);
    }
  }

  /** Asks the engine to stop; where that takes too long, it is killed. */
  private drain(): void {
    this.world.fault(this.name, "is told to stop");
    const { incarnation } = this;
    this.world.timeline.after(0, () => {
      if (this.incarnation === incarnation) this.take({ _tag: "Drain" });
    });
    this.world.timeline.after(LONGEST_DRAIN_US, () => {
      if (this.incarnation === incarnation) this.crash();
    });
  }

  private drained(): void {
    if (this.disk.busy) broken("S-GATE-1", "the engine is drained while a batch is under way");
    if (this.links.size > 0) broken("S-FENCE-2", "the engine is drained while attempts run");
    // Its last answers are still on their way to their clients: they are not lost.
    this.world.timeline.after(0, () => this.crash());
  }

  private halt(reason: string): void {
    if (!reason.includes("could not be written"))
      broken(reason.split(" ")[0] ?? "", `the engine halts: ${reason}`);
    this.crash();
  }

  /** A stream of this engine, or of an older one whose attempts are no concern of checkers. */
  private linkFor(host: StreamHost, stream: StreamId, target: StreamTarget): Link {
    const of = this.attemptOf(target);
    const { world } = this;
    if (host === this) return new Link(world, host, stream, world.worker, of);
    return new Link(world, host, stream, world.worker, { ...of, life: -world.nextNumber() });
  }

  private attemptOf({ headers }: StreamTarget) {
    const invocation = invocationOf(headers) ?? ("" as InvocationId);
    return { invocation, life: this.lives.of(invocation) };
  }
}
