import { momentAt } from "../player.ts";
import type { Recording } from "../recording.ts";
import { el, fitCanvas } from "./dom.ts";
import { readPalette } from "./palette.ts";
import type { Scale } from "./scale.ts";
import { isTrouble, type Viewer } from "./viewer.ts";

/** Columns of the picture, each this many pixels wide. */
const COLUMN_PX = 3;

/** The whole of a recording in one strip: how much of it is trouble, and which part is shown above. */
export class Overview {
  readonly element = el("canvas", { class: "overview", label: "The whole run" });
  private readonly viewer: Viewer;
  private readonly scale: Scale;
  private columns: { trouble: number; steps: number; breach: boolean }[] = [];
  private counted = 0;
  private of: Recording | null = null;
  private width = 0;

  constructor(viewer: Viewer, scale: Scale) {
    this.viewer = viewer;
    this.scale = scale;
    const go = ({ offsetX }: PointerEvent): void => {
      const { length } = viewer.recording.moments;
      viewer.go(Math.floor((offsetX / this.element.clientWidth) * length));
    };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      go(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (event.buttons === 1) go(event);
    });
    viewer.onChange(() => this.draw());
  }

  private draw(): void {
    const context = fitCanvas(this.element);
    if (context === null) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    const { viewer, scale } = this;
    const count = Math.max(1, viewer.recording.moments.length);
    this.count(width);
    const palette = readPalette();
    const highest = Math.max(1, ...this.columns.map(({ trouble }) => trouble));
    for (const [at, { trouble, breach }] of this.columns.entries()) {
      const tall = trouble === 0 ? 0 : 3 + Math.sqrt(trouble / highest) * (height - 8);
      context.fillStyle = breach ? palette.breach : palette.fault;
      context.globalAlpha = breach ? 1 : 0.75;
      context.fillRect(
        at * COLUMN_PX,
        breach ? 0 : height - tall,
        COLUMN_PX - 1,
        breach ? height : tall,
      );
    }
    context.globalAlpha = 1;
    const left = (scale.from / count) * width;
    const right = (scale.to / count) * width;
    context.fillStyle = palette.accent;
    context.globalAlpha = 0.14;
    context.fillRect(left, 0, right - left, height);
    context.globalAlpha = 1;
    context.fillRect(left, 0, 1, height);
    context.fillRect(right - 1, 0, 1, height);
    context.fillStyle = palette.ink;
    context.fillRect((viewer.index / count) * width - 0.75, 0, 1.5, height);
  }

  /** Counts again only where there is more, or the strip has another width. */
  private count(width: number): void {
    const { recording } = this.viewer;
    const { length } = recording.moments;
    if (length === this.counted && width === this.width && recording === this.of) return;
    this.of = recording;
    this.counted = length;
    this.width = width;
    const places = Math.max(1, Math.floor(width / COLUMN_PX));
    this.columns = Array.from({ length: places }, () => ({ trouble: 0, steps: 0, breach: false }));
    for (let i = 0; i < length; i++) {
      const column = this.columns[Math.floor((i / length) * places)];
      const moment = momentAt(recording, i);
      if (column === undefined) continue;
      column.steps++;
      if (isTrouble(moment)) column.trouble++;
      if (moment.kind === "Breach") column.breach = true;
    }
  }
}
