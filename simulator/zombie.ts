import type {
  Change,
  Entropy,
  Input,
  Output,
  Reply,
  RequestId,
  StreamId,
  StreamTarget,
} from "@holdfast/core";
import type { Link, StreamHost } from "./link.ts";
import type { EngineLike } from "./node.ts";
import type { World } from "./world.ts";

/** Longest that it goes on, in microseconds. */
const LONGEST_LIFE_US = 5_000_000;

/** What an engine leaves with, and what of its host it still has. */
export interface ZombieParts {
  readonly index: number;
  readonly engine: EngineLike;
  readonly links: Map<StreamId, Link>;
  readonly clients: Map<RequestId, (reply: Reply | null) => void>;
  readonly wakeAtMs: number;
  nowMs(): number;
  entropy(): Entropy;
  /** Writes to the store that was its own; false where it is refused. */
  write(changes: readonly Change[]): boolean;
  /** What it wrote is on the disk, if it was not refused. */
  sync(): void;
  open(host: StreamHost, stream: StreamId, target: StreamTarget): Link;
}

/**
 * An engine that was taken for dead, and goes on beside the one that was started on its store. It
 * still has its streams, its clients and its alarm; nothing that it decides becomes durable
 * (S-EPOCH-1), and the first batch that is refused ends it. Checkers do not see its transitions.
 */
export class Zombie implements StreamHost {
  /** Changes when it dies, so that nothing more is heard of its streams. */
  incarnation = 0;
  private readonly world: World;
  private readonly parts: ZombieParts;
  private readonly name: string;
  private wakeAtMs: number;

  constructor(world: World, parts: ZombieParts) {
    this.world = world;
    this.parts = parts;
    this.name = `older ${parts.index}`;
    this.wakeAtMs = parts.wakeAtMs;
    for (const link of parts.links.values()) link.handOver(this);
    this.planWake();
    world.timeline.after(world.choices.below(LONGEST_LIFE_US), () => this.die());
  }

  take(input: Input): void {
    if (this.incarnation !== 0) return;
    if (this.world.faults.healed) return this.die();
    this.world.inputs++;
    this.world.happened(this.name, { _tag: "Input", input });
    const outputs = this.parts.engine.step(this.parts.nowMs(), this.parts.entropy(), input);
    for (const output of outputs) this.perform(output);
  }

  private perform(output: Output): void {
    if (this.incarnation !== 0) return;
    this.world.happened(this.name, { _tag: "Output", output });
    const { links, clients } = this.parts;
    switch (output._tag) {
      case "Append":
        return this.append(output);
      case "Open": {
        const link = this.parts.open(this, output.stream, output.target);
        links.set(output.stream, link);
        link.open(output.target);
        return;
      }
      case "Write":
        links.get(output.stream)?.write(output.bytes);
        return;
      case "CloseWrite":
        links.get(output.stream)?.closeWrite();
        return;
      case "Abort":
      case "Release":
        links.get(output.stream)?.end();
        links.delete(output.stream);
        return;
      case "Reply": {
        const onReply = clients.get(output.request);
        clients.delete(output.request);
        onReply?.(output.reply);
        return;
      }
      case "Send":
        return this.world.peers.send(this.parts.index, output.to, output.sequence, output.message);
      case "Received":
        return this.world.peers.received(this.parts.index, output.to, output.sequence);
      case "Wake":
        this.wakeAtMs = output.atMs;
        return this.planWake();
      case "Pressure":
        if (output.high) this.die();
        return;
      case "Drained":
      case "Halt":
        return this.die();
      default:
        output satisfies never;
    }
  }

  private append({ sequence, changes }: Extract<Output, { _tag: "Append" }>): void {
    const { choices, faults, settings, timeline } = this.world;
    const written = this.parts.write(changes);
    if (!written) faults.count("zombie-refused", this.parts.index);
    timeline.after(choices.below(settings.latencyUs), () => {
      if (this.incarnation !== 0) return;
      if (written) this.parts.sync();
      this.take(
        written
          ? { _tag: "BatchDurable", sequence }
          : { _tag: "BatchFailed", sequence, message: "another engine has opened the store" },
      );
    });
  }

  private planWake(): void {
    const { wakeAtMs } = this;
    if (wakeAtMs === Number.POSITIVE_INFINITY) return;
    const inMs = Math.max(0, wakeAtMs - this.parts.nowMs());
    this.world.timeline.after(inMs * 1_000, () => {
      if (this.wakeAtMs === wakeAtMs) this.take({ _tag: "Clock" });
    });
  }

  private die(): void {
    if (this.incarnation !== 0) return;
    this.world.note(this.name, "ends");
    this.incarnation = 1;
    for (const link of this.parts.links.values()) link.engineGone();
    for (const onReply of this.parts.clients.values()) onReply(null);
  }
}
