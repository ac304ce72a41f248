import { type Figure, medianOf, type Pairing, ratioOf } from "./compare.ts";
import { LOADS } from "./load.ts";
import type { Measured } from "./measure.ts";
import { ALONE, CROWD, targetsOf } from "./targets.ts";

/** Where and when it was measured. */
export interface Circumstances {
  readonly machine: string;
  readonly node: string;
  readonly day: string;
  readonly rounds: number;
  readonly seconds: number;
}

/** The section of the performance page about the server beside the real one. */
export function serverSection(all: readonly Measured[], about: Circumstances): string {
  const failed = all.reduce((sum, { errors }) => sum + errors, 0);
  return [
    "## Server, over HTTP, durable",
    "",
    `\`npm run bench\` on ${about.day}: ${about.machine}, Holdfast on Node ${about.node}. Each round`,
    "starts each contestant on an empty folder, with the settings it has by default, in front of",
    "one and the same process of the official TypeScript SDK, and drives it with wrk for",
    `${about.seconds} s a load; ${about.rounds} rounds, A B A B. Ratios are medians of paired rounds`,
    `(least to greatest). Requests that failed, of all: ${failed}. The relay is no engine and`,
    "stores nothing: it is what this machine could do at best.",
    "",
    "![Requests a second at 32 connections](performance.svg)",
    "",
    "| Target | Measured | |",
    "|---|---|---|",
    ...targetsOf(all).map(({ aim, measured, isMet }) =>
      row(aim, measured, isMet ? "met" : "missed"),
    ),
    "",
    "### 32 connections",
    "",
    ...table(all, CROWD),
    "",
    "### 1 connection",
    "",
    ...table(all, ALONE),
  ].join("\n");
}

function table(all: readonly Measured[], connections: number): readonly string[] {
  const head = [
    "Load",
    "requests/s",
    "of real",
    "of relay",
    "p50 ms",
    "of real",
    "p99 ms",
    "server CPU us",
    "of real",
    "SDK CPU us",
    "MiB",
    "of real",
    "written bytes",
    "of real",
  ];
  const rows = LOADS.map(({ name, does }) => {
    const own = { load: name, connections, of: "holdfast" as const };
    const value = (figure: Parameters<typeof medianOf>[2]): string =>
      plain(medianOf(all, own, figure));
    const ratio = (by: Pairing["by"], figure: Figure): string => {
      const found = ratioOf(all, { ...own, by }, figure);
      if (found === null) return "";
      const { median, least, greatest } = found;
      return `${median.toFixed(2)} (${least.toFixed(2)}-${greatest.toFixed(2)})`;
    };
    return row(
      does,
      value("requestsPerSecond"),
      ratio("real", "requestsPerSecond"),
      ratio("relay", "requestsPerSecond"),
      value("p50Ms"),
      ratio("real", "p50Ms"),
      value("p99Ms"),
      value("serverCpuUs"),
      ratio("real", "serverCpuUs"),
      value("serviceCpuUs"),
      value("residentMiB"),
      ratio("real", "residentMiB"),
      value("writtenBytes"),
      ratio("real", "writtenBytes"),
    );
  });
  return [row(...head), row(...head.map(() => "---")), ...rows];
}

function plain(value: number | null): string {
  if (value === null) return "";
  return value < 100 ? String(Number(value.toFixed(2))) : Math.round(value).toLocaleString("en");
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
