import { momentAt, type Player } from "../player.ts";
import { button, el, fill, fitCanvas } from "./dom.ts";
import { drawMarks, drawSpans, LANE_PX, type Sheet } from "./draw-lanes.ts";
import type { Lane } from "./lanes.ts";
import { readPalette } from "./palette.ts";
import type { Scale } from "./scale.ts";
import type { Viewer } from "./viewer.ts";

const RULER_PX = 24;
/** Least distance between two numbers on the ruler. */
const RULER_STEP_PX = 110;
/** How far a pointer has to move before it drags. */
const DRAG_PX = 4;

/** The lanes: who did what when, and what state each invocation was in. */
export class TimelineView {
  readonly element: HTMLElement;
  private readonly viewer: Viewer;
  private readonly scale: Scale;
  private readonly canvas = el("canvas", { label: "Timeline" });
  private readonly labels = el("div", { class: "labels" });
  private readonly scroller: HTMLElement;
  private readonly inner: HTMLElement;
  private labelled = "";
  private shownIndex = -1;

  constructor(viewer: Viewer, scale: Scale) {
    this.viewer = viewer;
    this.scale = scale;
    this.inner = el("div", { class: "lanes" }, this.labels, this.canvas);
    this.scroller = el("div", { class: "scroller" }, this.inner);
    this.element = el("section", { class: "timeline", label: "Timeline" }, this.scroller);
    this.scroller.addEventListener("scroll", () => viewer.changed());
    this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.canvas.addEventListener("pointerdown", (event) => this.press(event));
    new ResizeObserver(() => viewer.changed()).observe(this.scroller);
    viewer.onChange(() => this.draw());
  }

  /** Makes moments wider or narrower around the one that is looked at. */
  zoom(factor: number): void {
    this.scale.zoom(factor, this.scale.x(this.viewer.index));
    this.viewer.changed();
  }

  private draw(): void {
    const { viewer, scale, canvas } = this;
    this.label();
    this.inner.style.height = `${RULER_PX + viewer.lanes.length * LANE_PX}px`;
    scale.fit(canvas.clientWidth, viewer.recording.moments.length);
    if (this.shownIndex !== viewer.index) scale.reveal(viewer.index);
    this.shownIndex = viewer.index;
    const context = fitCanvas(canvas);
    if (context === null) return;
    const sheet: Sheet = { context, palette: readPalette(), scale, width: canvas.clientWidth };
    const { palette } = sheet;
    const height = canvas.clientHeight;
    context.textBaseline = "middle";
    const scrolled = this.scroller.scrollTop;
    const shown = viewer.lanes
      .map((lane, place) => ({ lane, top: RULER_PX + place * LANE_PX - scrolled }))
      .filter(({ top }) => top > RULER_PX - LANE_PX && top < height);
    context.save();
    context.beginPath();
    context.rect(0, RULER_PX, sheet.width, height);
    context.clip();
    for (const { lane, top } of shown) {
      context.fillStyle = palette.line;
      context.fillRect(0, top + LANE_PX - 0.5, sheet.width, 0.5);
      drawSpans(sheet, viewer.player, lane, top);
    }
    drawMarks(sheet, viewer, shown);
    context.restore();
    this.drawRuler(sheet);
    this.drawCursor(sheet, height);
  }

  private drawRuler({ context, palette, scale, width }: Sheet): void {
    const { recording } = this.viewer;
    context.fillStyle = palette.raised;
    context.fillRect(0, 0, width, RULER_PX);
    context.fillStyle = palette.line;
    context.fillRect(0, RULER_PX - 1, width, 1);
    context.font = "10.5px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace";
    const step = roundStep(RULER_STEP_PX / scale.unit);
    for (let at = Math.ceil(scale.from / step) * step; at < scale.to; at += step) {
      const { step: number, atMs } = momentAt(recording, at);
      const x = scale.x(at) + scale.unit / 2;
      context.fillStyle = palette.line;
      context.fillRect(x, RULER_PX - 6, 1, 5);
      context.fillStyle = palette.dim;
      context.fillText(`${number}  ${formatMs(atMs)}`, x + 4, RULER_PX / 2);
    }
  }

  private drawCursor({ context, palette, scale }: Sheet, height: number): void {
    const { moment, index } = this.viewer;
    if (moment === null) return;
    const x = scale.x(index) + scale.unit / 2;
    context.fillStyle = moment.kind === "Breach" ? palette.breach : palette.ink;
    context.globalAlpha = 0.08;
    context.fillRect(scale.x(index), RULER_PX, scale.unit, height);
    context.globalAlpha = 1;
    context.fillRect(x - 0.75, RULER_PX - 4, 1.5, height);
    context.beginPath();
    context.moveTo(x - 6, RULER_PX - 9);
    context.lineTo(x + 6, RULER_PX - 9);
    context.lineTo(x, RULER_PX);
    context.fill();
  }

  private label(): void {
    const { lanes, only, player } = this.viewer;
    const labelled = lanes
      .map((lane) => `${lane.key} ${targetOf(player, lane)} ${only.has(lane.key)}`)
      .join("\n");
    if (labelled === this.labelled) return;
    this.labelled = labelled;
    fill(this.labels, this.corner(), ...lanes.map((lane) => this.labelOf(lane)));
  }

  private corner(): HTMLElement {
    return el(
      "div",
      { class: "corner" },
      button("\u2212", "Zoom out (-)", () => this.zoom(1 / 1.6)),
      button("+", "Zoom in (+)", () => this.zoom(1.6)),
      button("fit", "Show all (0)", () => {
        this.scale.showAll();
        this.viewer.changed();
      }),
    );
  }

  private labelOf(lane: Lane): HTMLElement {
    const { viewer } = this;
    const isOn = viewer.only.has(lane.key);
    const of = targetOf(viewer.player, lane);
    const label = `Show only what concerns ${lane.name}`;
    const element = el(
      "button",
      { class: `label${isOn ? " on" : ""}`, type: "button", title: label, label },
      el("b", {}, lane.name),
      of === "" ? null : el("span", {}, of),
    );
    element.setAttribute("aria-pressed", String(isOn));
    element.addEventListener("click", () => viewer.toggle(lane));
    return element;
  }

  private wheel(event: WheelEvent): void {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    if (event.ctrlKey || event.metaKey || event.altKey) {
      this.scale.zoom(Math.exp(-event.deltaY / 300), event.offsetX);
    } else if (sideways) {
      this.scale.pan(event.deltaX === 0 ? event.deltaY : event.deltaX);
    } else return;
    event.preventDefault();
    this.viewer.changed();
  }

  /** A click goes to a moment, on the ruler also while it moves; elsewhere a drag moves the sheet. */
  private press(down: PointerEvent): void {
    if (down.button !== 0) return;
    const { canvas, viewer, scale } = this;
    const scrubs = down.offsetY < RULER_PX;
    let dragged = false;
    let lastX = down.offsetX;
    if (scrubs) viewer.go(scale.indexAt(down.offsetX));
    canvas.setPointerCapture(down.pointerId);
    const move = (event: PointerEvent): void => {
      if (Math.abs(event.offsetX - down.offsetX) > DRAG_PX) dragged = true;
      if (scrubs) viewer.go(scale.indexAt(event.offsetX));
      else if (dragged) {
        scale.pan(lastX - event.offsetX);
        viewer.changed();
      }
      lastX = event.offsetX;
    };
    const up = (event: PointerEvent): void => {
      canvas.removeEventListener("pointermove", move);
      if (!dragged && !scrubs) this.pick(event);
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", up, { once: true });
  }

  /** Goes to the moment under the pointer, or the one nearest to it in the same lane. */
  private pick({ offsetX, offsetY }: PointerEvent): void {
    const { viewer, scale } = this;
    const place = Math.floor((offsetY - RULER_PX + this.scroller.scrollTop) / LANE_PX);
    const at = scale.indexAt(offsetX);
    const near = viewer.nearest(at, viewer.lanes[place] ?? null, Math.ceil(8 / scale.unit));
    viewer.go(near ?? at);
  }
}

function targetOf(player: Player, lane: Lane): string {
  return lane._tag === "Actor" ? "" : player.targetOf(lane.at);
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const factor = [1, 2, 5, 10].find((each) => each * power >= least) ?? 10;
  return factor * power;
}

export function formatMs(ms: number): string {
  if (ms < 1_000) return `${ms.toFixed(1)} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(2)} s`;
  if (ms < 7_200_000) return `${(ms / 60_000).toFixed(1)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
