import { type Report, simulate, type SimulateOptions, type Violation } from "../simulate.ts";
import { Recorder } from "./recorder.ts";

/** A world that runs as far as it is told to, recorded while it runs. */
export class LiveWorld {
  readonly recording: Recorder;
  /** What came of it; null while it runs. */
  report: Report | null = null;
  /** What ended it, in the words of the recording; null where every claim held, or it still runs. */
  broken: Violation | null = null;
  /** Moments up to which it may run. */
  private allowed = 0;
  private goOn: (() => void) | null = null;
  private reached: (() => void) | null = null;

  private constructor(recording: Recorder) {
    this.recording = recording;
  }

  /** Begins a world, and holds it before its first task. */
  static begin(options: Omit<SimulateOptions, "witness" | "pace">): LiveWorld {
    const worlds: LiveWorld[] = [];
    const running = simulate({
      ...options,
      witness: (watched) => {
        const world = new LiveWorld(new Recorder(watched));
        worlds.push(world);
        return world.recording;
      },
      pace: () => worlds[0]?.pace() ?? null,
    });
    const [world] = worlds;
    if (world === undefined) throw new Error("the world asked for nobody who watches it");
    void running.then((report) => world.ends(report));
    return world;
  }

  /** Lets it run for `moments` more, and is done when it stands still again, or has ended. */
  async advance(moments: number): Promise<void> {
    if (this.report !== null) return;
    this.allowed = this.recording.moments.length + moments;
    await new Promise<void>((resolve) => {
      this.reached = resolve;
      this.goOn?.();
      this.goOn = null;
    });
  }

  private pace(): Promise<void> | null {
    if (this.recording.moments.length < this.allowed) return null;
    const held = new Promise<void>((resolve) => {
      this.goOn = resolve;
    });
    this.reached?.();
    return held;
  }

  private ends(report: Report): void {
    this.report = report;
    this.broken = this.recording.ended(report.violation);
    this.reached?.();
  }
}
