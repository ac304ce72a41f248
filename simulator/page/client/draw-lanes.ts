import { firstSpanTo, momentAt, type Player, valueAt } from "../player.ts";
import { engineOf, isIn, type Lane } from "./lanes.ts";
import type { Palette } from "./palette.ts";
import type { Scale } from "./scale.ts";
import type { Viewer } from "./viewer.ts";

/** Height of a lane, in pixels; labels beside it keep to the same. */
export const LANE_PX = 22;

/** Narrowest bar into which words are written, and their margin. */
const WORDS_PX = 60;
const MARGIN_PX = 5;

/** What a lane is drawn with. */
export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  readonly palette: Palette;
  readonly scale: Scale;
  readonly width: number;
}

/** When engines were up, and what state invocations were in. */
export function drawSpans(sheet: Sheet, player: Player, lane: Lane, top: number): void {
  const { context, palette, scale } = sheet;
  const engine = engineOf(lane);
  if (engine !== null) {
    for (const { from, to } of player.ups[engine] ?? []) {
      bar(sheet, from, to, top + 3, LANE_PX - 6, palette.up, 1);
    }
  }
  if (lane._tag !== "Invocation") return;
  const spans = player.lanes[lane.at]?.spans ?? [];
  for (let i = firstSpanTo(spans, scale.from); i < spans.length; i++) {
    const span = spans[i];
    if (span === undefined || span.from > scale.to) break;
    const value = valueAt(player.recording, span.value);
    if (value._tag !== "Invocation") continue;
    const colour = palette[value.failed ? "Failed" : value.status];
    const ends = value.status === "Completed";
    const drawn = bar(sheet, span.from, span.to, top + 4, LANE_PX - 8, colour, ends ? 0.35 : 0.9);
    if (drawn === null || drawn.width < WORDS_PX) continue;
    context.save();
    context.beginPath();
    context.rect(drawn.x, top, drawn.width - MARGIN_PX, LANE_PX);
    context.clip();
    context.fillStyle = ends ? palette.ink : palette.ground;
    context.font = "500 10.5px system-ui, sans-serif";
    context.fillText(wordsOf(value), drawn.x + MARGIN_PX, top + LANE_PX / 2 + 0.5);
    context.restore();
  }
}

function wordsOf({ status, detail }: { readonly status: string; readonly detail: string }): string {
  return detail === "" ? status : `${status}: ${detail}`;
}

function bar(
  { context, scale, width }: Sheet,
  from: number,
  to: number | null,
  top: number,
  height: number,
  colour: string,
  opacity: number,
): { readonly x: number; readonly width: number } | null {
  const left = Math.max(-4, scale.x(from));
  const right = Math.min(width + 4, to === null ? scale.x(scale.to) : scale.x(to));
  if (right < 0 || left > width) return null;
  const wide = Math.max(1, right - left - (scale.unit > 3 ? 1 : 0));
  context.globalAlpha = opacity;
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(left, top, wide, height, Math.min(3, wide / 2));
  context.fill();
  context.globalAlpha = 1;
  return { x: Math.max(left, 0), width: right - Math.max(left, 0) };
}

/** A mark for each moment that is shown, in its lanes; where many share a pixel, one. */
export function drawMarks(
  sheet: Sheet,
  viewer: Viewer,
  lanes: readonly { readonly lane: Lane; readonly top: number }[],
): void {
  const { context, scale, palette } = sheet;
  const lastPixel = lanes.map(() => -1);
  const filtered = viewer.matching.length < viewer.recording.moments.length;
  for (let index = Math.floor(scale.from); index < scale.to; index++) {
    const moment = momentAt(viewer.recording, index);
    const { kind } = moment;
    const trouble = kind === "Fault" || kind === "Strike" || kind === "Breach";
    const x = scale.x(index) + scale.unit / 2;
    for (const [place, { lane, top }] of lanes.entries()) {
      if (!isIn(lane, moment)) continue;
      const pixel = Math.floor(x);
      if (!trouble && lastPixel[place] === pixel) continue;
      lastPixel[place] = pixel;
      context.globalAlpha =
        filtered && !viewer.matches(moment)
          ? 0.15
          : kind === "Aside" || kind === "Detail"
            ? 0.45
            : 0.9;
      if (lane._tag === "Invocation") {
        context.fillStyle = trouble ? palette.fault : palette.ink;
        context.fillRect(x - 0.75, top + LANE_PX - 6, 1.5, 4);
      } else if (trouble) {
        diamond(
          context,
          x,
          top + LANE_PX / 2,
          kind === "Breach" ? 6 : kind === "Fault" ? 4.5 : 3.5,
        );
        context.fillStyle = kind === "Breach" ? palette.breach : palette.fault;
        context.fill();
      } else {
        context.fillStyle = kind === "Aside" || kind === "Detail" ? palette.dim : palette.accent;
        const wide = Math.min(3, Math.max(1, scale.unit - 1));
        context.fillRect(x - wide / 2, top + 6, wide, LANE_PX - 12);
      }
    }
  }
  context.globalAlpha = 1;
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
}
