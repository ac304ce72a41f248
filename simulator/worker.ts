import type { StreamTarget } from "@holdfast/core";
import { Endpoint, type Exchange, type Manifest } from "@holdfast/sdk";
import { LATE_URI } from "./deployment.ts";
import { isLiar, LyingAttempt } from "./liar.ts";
import type { Link } from "./link.ts";
import type { Turn } from "./turns.ts";
import type { World } from "./world.ts";

/** Longest time an attempt hangs, and an endpoint stays down; microseconds. */
const LONGEST_HANG_US = 20_000_000;
const LONGEST_DOWN_US = 2_000_000;

/** One endpoint process: real handlers on the real SDK, which can crash and hang at any point. */
export class Worker {
  up = true;
  private readonly world: World;
  private readonly endpoint: Endpoint;
  private readonly late: Endpoint;
  private readonly live = new Set<Attempting>();

  constructor(world: World) {
    this.world = world;
    const { services, lateServices, log } = world.cast;
    const { drain } = world.parts;
    // A stack trace is different on each release of Node, and with each line of code that moves.
    const host = { nowMs: (): number => world.nowMs, drain, log, stacktraces: false };
    this.endpoint = new Endpoint({ services, ...host });
    this.late = new Endpoint({ services: lateServices, ...host });
  }

  /** What the endpoint serves from the start. */
  get manifest(): Manifest {
    return this.endpoint.manifest();
  }

  /** What it serves besides, at another address, once that is registered. */
  get lateManifest(): Manifest {
    return this.late.manifest();
  }

  /** Takes an attempt. */
  accept(link: Link, { uri, path, headers }: StreamTarget): Attempting | null {
    this.world.happened("endpoint", { _tag: "Accept", attempt: link.number, path });
    if (isLiar(path.split("/")[1] ?? "")) return this.acceptLiar(link, headers);
    const request = { path: `/${path}`, headers: new Map(headers) };
    let running: Running | null = null;
    const endpoint = uri === LATE_URI ? this.late : this.endpoint;
    const response = endpoint.answer(request, {
      onWork: () => running?.soon(),
      onRun: ({ completionId }) => running?.ran(completionId),
    });
    if (response._tag === "Whole") {
      link.answerHead(response.status, response.headers.get("content-type") ?? null);
      link.answerEnd();
      return null;
    }
    link.answerHead(response.status, response.headers.get("content-type") ?? null);
    running = new Running(this.world, this, link, response.exchange);
    this.live.add(running);
    return running;
  }

  private acceptLiar(link: Link, headers: StreamTarget["headers"]): Attempting {
    const lying = new LyingAttempt(this.world, this, link);
    this.live.add(lying);
    link.answerHead(200, headers.find(([name]) => name === "content-type")?.[1] ?? null);
    return lying;
  }

  /** The process dies: every attempt in it stops where it is, and its streams break. */
  crash(): void {
    if (!this.up) return;
    this.world.fault("endpoint", "crashes");
    this.up = false;
    for (const running of [...this.live]) running.die();
    this.live.clear();
    this.world.timeline.after(this.world.choices.below(LONGEST_DOWN_US), () => {
      this.up = true;
      this.world.note("endpoint", "is up again");
    });
  }

  leave(running: Attempting): void {
    this.live.delete(running);
  }
}

/** One attempt inside an endpoint process, as its stream sees it. */
export interface Attempting {
  receive(bytes: Uint8Array): void;
  /** Nothing more will be received. */
  closeInput(): void;
  /** Its stream is gone. */
  abandon(): void;
  /** Its process is gone. */
  die(): void;
}

/** An attempt of an honest handler. */
class Running implements Attempting {
  private readonly world: World;
  private readonly worker: Worker;
  private readonly link: Link;
  private readonly exchange: Exchange;
  private readonly mine: Turn;
  private planned = false;
  private over = false;

  constructor(world: World, worker: Worker, link: Link, exchange: Exchange) {
    this.world = world;
    this.worker = worker;
    this.link = link;
    this.exchange = exchange;
    this.mine = { attempt: link, pauses: 0, alive: true, rested: () => this.rested() };
  }

  receive(bytes: Uint8Array): void {
    if (this.over) return;
    this.exchange.receive(bytes);
    this.soon();
  }

  closeInput(): void {
    if (this.over) return;
    this.exchange.closeInput();
    this.soon();
  }

  /** Its stream is gone; what its handler is doing outside goes on until its next command. */
  abandon(): void {
    this.exchange.abandon();
    this.finish();
  }

  die(): void {
    this.mine.alive = false;
    this.abandon();
    this.link.fail("the endpoint's process is gone");
  }

  /** It executes the run with this completion; what checkers throw must not end in its handler. */
  ran(completionId: number): void {
    try {
      for (const see of this.world.watchers.ran) see(this.link, completionId);
    } catch (error) {
      this.world.end(error);
    }
  }

  /** Plans a turn: at once, or after a pause in which anything can happen. */
  soon(): void {
    if (this.planned || this.over) return;
    this.planned = true;
    const { choices, faults, timeline, settings } = this.world;
    const hangs = faults.strikes("endpoint-hangs", this.link.invocation);
    const pauseUs = choices.below(hangs ? LONGEST_HANG_US : settings.latencyUs);
    timeline.after(pauseUs, () => this.turn());
  }

  private async turn(): Promise<void> {
    this.planned = false;
    if (this.over) return;
    if (this.world.faults.strikes("endpoint-crash")) return this.worker.crash();
    const frames = await this.world.turns.take(this.mine, () => this.exchange.turn());
    if (this.over) return;
    const crashes = this.world.faults.strikes("endpoint-crash");
    const sent = crashes ? this.world.choices.below(frames.length + 1) : frames.length;
    for (const frame of frames.slice(0, sent)) this.link.answer(frame);
    if (crashes) return this.worker.crash();
    if (!this.exchange.done) return this.rested();
    this.link.answerEnd();
    this.finish();
  }

  /** It is quiet: what it waits for has to be something that can come. */
  private rested(): void {
    if (this.over || this.planned || this.mine.pauses > 0) return;
    const { waitsFor } = this.exchange;
    if (waitsFor._tag !== "Runs" && waitsFor._tag !== "Unknown") return;
    this.world.cast.stalled(this.link, waitsFor);
  }

  private finish(): void {
    this.over = true;
    this.worker.leave(this);
  }
}
