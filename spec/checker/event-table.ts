import type { Violation } from "./explore.ts";
import type { Step } from "./machine.ts";

/**
 * A broken claim as people read it: its name, then one line a step with what the step changed.
 * Exists because a state printed whole hides the one word that matters.
 */
export function eventTable<S, A extends Step>({ claim, history }: Violation<S, A>): string {
  const rows = history.map(({ step, state }, index) => {
    const before = history[index - 1]?.state;
    return [String(index), step === null ? "begin" : stepText(step), changesText(before, state)];
  });
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([number = "", step = "", changes = ""]) =>
    `${number.padStart(widths[0] ?? 0)}  ${step.padEnd(widths[1] ?? 0)}  ${changes}`.trimEnd(),
  );
  const steps = history.length === 2 ? "1 step" : `${history.length - 1} steps`;
  return [`${claim} does not hold after ${steps}:`, ...lines].join("\n");
}

/** A step as it would be called: `accept i=a1`. */
function stepText({ do: name, ...picks }: Step): string {
  return [name, ...Object.entries(picks).map(([key, value]) => `${key}=${valueText(value)}`)].join(
    " ",
  );
}

function changesText(before: unknown, after: unknown): string {
  if (before === undefined) return "";
  const changes = changesOf(before, after, "");
  return changes.length === 0 ? "(nothing)" : changes.join("; ");
}

function changesOf(before: unknown, after: unknown, path: string): string[] {
  if (valueText(before) === valueText(after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) =>
      changesOf(before[key], after[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length === after.length && [...before, ...after].every(isRecord)) {
      return after.flatMap((each, index) => changesOf(before[index], each, `${path}.${index}`));
    }
    const old = before.map(valueText);
    const young = after.map(valueText);
    const added = young.filter((text) => !old.includes(text)).map((text) => `+${text}`);
    const gone = old.filter((text) => !young.includes(text)).map((text) => `-${text}`);
    if (added.length + gone.length > 0) return [`${path} ${[...added, ...gone].join(" ")}`];
  }
  return [after === undefined ? `${path} gone` : `${path} = ${valueText(after)}`];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  return JSON.stringify(value).replaceAll('"', "");
}
