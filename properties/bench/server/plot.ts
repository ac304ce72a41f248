import { medianOf } from "./compare.ts";
import type { ContestantName } from "./contestant.ts";
import { LOADS } from "./load.ts";
import type { Measured } from "./measure.ts";

const BAR_HEIGHT = 14;
const GROUP_GAP = 14;
const LABEL_WIDTH = 170;
const PLOT_WIDTH = 520;
const FIGURE_WIDTH = 90;
const TOP = 34;

/** Colours that can be told apart on white and on black, and without seeing red from green. */
const COLOURS: Readonly<Record<ContestantName, string>> = {
  holdfast: "#0072b2",
  real: "#e69f00",
  relay: "#999999",
};
const LABELS: Readonly<Record<ContestantName, string>> = {
  holdfast: "Holdfast",
  real: "the real server",
  relay: "relay, stores nothing",
};

/** Bars of requests a second, one group a load; an SVG document. */
export function plotOf(all: readonly Measured[], connections: number): string {
  const groups = LOADS.map(({ name, does }) => ({
    does,
    bars: (["holdfast", "real", "relay"] as const).flatMap((of) => {
      const rate = medianOf(all, { load: name, connections, of }, "requestsPerSecond");
      return rate === null ? [] : [{ of, rate }];
    }),
  }));
  const greatest = Math.max(...groups.flatMap(({ bars }) => bars.map(({ rate }) => rate)));
  const parts: string[] = [];
  let y = TOP;
  for (const { does, bars } of groups) {
    const middle = y + (bars.length * BAR_HEIGHT) / 2 + 4;
    parts.push(text(LABEL_WIDTH - 8, middle, does, "end"));
    for (const { of, rate } of bars) {
      const width = Math.max(1, Math.round((rate / greatest) * PLOT_WIDTH));
      parts.push(
        `<rect x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT - 2}" fill="${COLOURS[of]}"/>`,
        text(LABEL_WIDTH + width + 6, y + BAR_HEIGHT - 4, Math.round(rate).toLocaleString("en")),
      );
      y += BAR_HEIGHT;
    }
    y += GROUP_GAP;
  }
  const legend = Object.entries(LABELS).map(([name, label], i) => {
    const x = LABEL_WIDTH + i * 165;
    const colour = COLOURS[name as ContestantName];
    return `<rect x="${x}" y="8" width="12" height="12" fill="${colour}"/>${text(x + 17, 18, label)}`;
  });
  const width = LABEL_WIDTH + PLOT_WIDTH + FIGURE_WIDTH;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...legend,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function text(x: number, y: number, content: string, anchor = "start"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-family="sans-serif" font-size="12" fill="#222222">${content}</text>`;
}
