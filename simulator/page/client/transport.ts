import { button, el } from "./dom.ts";
import { isTrouble, type Viewer } from "./viewer.ts";

/** Moments a second at which a recording is played. */
const SPEEDS = [2, 10, 50, 250];

/** Buttons that go through a recording, and play it. */
export class Transport {
  readonly element: HTMLElement;
  private readonly viewer: Viewer;
  private readonly play = button("\u25b6", "Play (space)", () => this.toggle());
  private speed = 1;
  private playing: number | null = null;
  private lastMs = 0;
  private due = 0;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
    const where = el("span", { class: "where" });
    const speed = button("", "Speed", () => {
      this.speed = (this.speed + 1) % SPEEDS.length;
      viewer.changed();
    });
    const isBroken = (): boolean => viewer.recording.moments.at(-1)?.kind === "Breach";
    const end = button("\u2192|", "To the end (End)", () => viewer.toEnd());
    this.element = el(
      "div",
      { class: "transport" },
      button("|\u2190", "To the beginning (Home)", () => viewer.go(0)),
      button("\u2190\u25c6", "Fault before (Shift+F)", () => viewer.seek(-1, isTrouble)),
      button("\u2190", "Back (left)", () => viewer.step(-1)),
      this.play,
      button("\u2192", "Forward (right)", () => viewer.step(1)),
      button("\u2192\u25c6", "Next fault (F)", () => viewer.seek(1, isTrouble)),
      end,
      speed,
      where,
    );
    viewer.onChange(() => {
      const { moment, index, recording } = viewer;
      end.classList.toggle("breach", isBroken());
      speed.textContent = `${SPEEDS[this.speed]}/s`;
      this.play.textContent = this.playing === null ? "\u25b6" : "\u23f8";
      where.textContent = `step ${moment?.step ?? 0} \u00b7 moment ${index + 1} of ${recording.moments.length}`;
    });
  }

  toggle(): void {
    if (this.playing === null) {
      this.lastMs = performance.now();
      this.playing = requestAnimationFrame((nowMs) => this.tick(nowMs));
    } else this.stop();
    this.viewer.changed();
  }

  private stop(): void {
    if (this.playing !== null) cancelAnimationFrame(this.playing);
    this.playing = null;
  }

  private tick(nowMs: number): void {
    this.due += ((nowMs - this.lastMs) / 1_000) * (SPEEDS[this.speed] ?? 1);
    this.lastMs = nowMs;
    const steps = Math.floor(this.due);
    this.due -= steps;
    const before = this.viewer.index;
    if (steps > 0) this.viewer.step(1, steps);
    if (steps > 0 && this.viewer.index === before) {
      this.stop();
      this.viewer.changed();
    } else this.playing = requestAnimationFrame((next) => this.tick(next));
  }
}
