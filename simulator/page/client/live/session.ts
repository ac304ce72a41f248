import { type Fault, type Parts, simulate } from "../../../index.ts";
import { LiveWorld } from "../../live-world.ts";
import { Viewer } from "../viewer.ts";
import { Tally } from "./tally.ts";

/** What the worlds of a page are made of, besides their seed. */
export interface Choice {
  /** The only faults that strike; those that the seed drew where null. */
  readonly faults: readonly Fault[] | null;
  readonly parts: Partial<Parts>;
}

/** What the page is doing. */
export type Doing = "Resting" | "Running" | "Hurrying";

/** Longest that worlds run before the page may be drawn and used again; milliseconds. */
const SLICE_MS = 14;
/** How long the end of a world is looked at before the next one begins. */
const LINGER_MS = 1_500;

/** One world that is looked at while it runs, and many that are run in between. */
export class Session {
  readonly viewer: Viewer;
  readonly tally = new Tally();
  world: LiveWorld;
  seed: number;
  doing: Doing = "Resting";
  /** Moments a second. */
  speed = 50;
  /** Whether the next seed follows when a world has ended. */
  goesOn = true;
  choice: Choice = { faults: null, parts: {} };
  private due = 0;
  private lastMs = 0;
  private counted: LiveWorld | null = null;
  /** Tells one run from the next, so that what was planned for one does nothing to another. */
  private turn = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.world = LiveWorld.begin({ seed });
    this.viewer = new Viewer(this.world.recording);
    this.viewer.index = this.world.recording.moments.length - 1;
  }

  /** Begins the world of a seed, and holds it. */
  begin(seed: number): void {
    this.stop();
    this.seed = seed;
    const { faults, parts } = this.choice;
    this.world = LiveWorld.begin({ seed, parts, ...(faults === null ? {} : { faults }) });
    this.viewer.load(this.world.recording);
    this.viewer.toEnd();
  }

  stop(): void {
    this.turn++;
    this.doing = "Resting";
    this.viewer.changed();
  }

  /** Lets the world run at its speed. */
  run(): void {
    if (this.world.report !== null) this.begin(this.seed + 1);
    const turn = ++this.turn;
    this.doing = "Running";
    this.lastMs = performance.now();
    this.due = 0;
    requestAnimationFrame((nowMs) => void this.frame(nowMs, turn));
  }

  /** One moment more, and stand still. */
  async step(): Promise<void> {
    this.stop();
    await this.advance(1);
  }

  /** Runs the world to its end. */
  async finish(): Promise<void> {
    this.stop();
    await this.advance(Number.POSITIVE_INFINITY);
  }

  /** Runs one world after the other as fast as they go, until a claim is broken in one. */
  async hurry(): Promise<void> {
    const turn = ++this.turn;
    this.doing = "Hurrying";
    let sliceEndMs = performance.now() + SLICE_MS;
    const breathe = async (): Promise<void> => {
      await nextTask();
      sliceEndMs = performance.now() + SLICE_MS;
      this.viewer.changed();
    };
    const pace = (): Promise<void> | null => (performance.now() < sliceEndMs ? null : breathe());
    for (let seed = this.seed + 1; ; seed++) {
      const { faults, parts } = this.choice;
      const startedMs = performance.now();
      const only = faults === null ? {} : { faults };
      const report = await simulate({ seed, parts, ...only, pace });
      if (turn !== this.turn) return;
      this.seed = seed;
      this.tally.add(report, Math.max(0.01, performance.now() - startedMs));
      if (report.violation === null) continue;
      this.begin(seed);
      this.counted = this.world;
      await this.advance(Number.POSITIVE_INFINITY);
      return;
    }
  }

  private async frame(nowMs: number, turn: number): Promise<void> {
    if (turn !== this.turn) return;
    this.due += ((nowMs - this.lastMs) / 1_000) * this.speed;
    this.lastMs = nowMs;
    const moments = Math.floor(this.due);
    this.due -= moments;
    if (moments > 0) await this.advance(moments);
    if (turn !== this.turn) return;
    if (this.world.report === null) {
      requestAnimationFrame((next) => void this.frame(next, turn));
      return;
    }
    if (!this.goesOn || this.world.report.violation !== null) return this.stop();
    setTimeout(() => {
      if (turn === this.turn) this.run();
    }, LINGER_MS);
  }

  /** Lets the world run, and goes along where its end is looked at. */
  private async advance(moments: number): Promise<void> {
    const { viewer, world } = this;
    const atEnd = viewer.index >= viewer.recording.moments.length - 1;
    await world.advance(moments);
    if (world !== this.world) return;
    if (world.report !== null && this.counted !== world) {
      this.counted = world;
      this.tally.add(world.report, 0);
    }
    viewer.follow();
    const isBroken = world.report !== null && world.report.violation !== null;
    if (atEnd || isBroken) viewer.toEnd();
  }
}

/** After whatever the browser has to do now: quicker than a timer, which is held back. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => resolve(), { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
