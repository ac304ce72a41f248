import type { Execution } from "./execution.ts";

/** How much a line matters. */
export type Level = "debug" | "info" | "warn" | "error";

/** Takes the lines that handlers write. */
export type Log = (level: Level, parts: readonly unknown[]) => void;

/**
 * What a handler writes to the log. Silent while it is replayed, so that a line is there once for
 * what happened once.
 */
export class Lines {
  private readonly execution: Execution;

  constructor(execution: Execution) {
    this.execution = execution;
  }

  debug(...parts: readonly unknown[]): void {
    this.write("debug", parts);
  }

  log(...parts: readonly unknown[]): void {
    this.write("info", parts);
  }

  info(...parts: readonly unknown[]): void {
    this.write("info", parts);
  }

  warn(...parts: readonly unknown[]): void {
    this.write("warn", parts);
  }

  error(...parts: readonly unknown[]): void {
    this.write("error", parts);
  }

  private write(level: Level, parts: readonly unknown[]): void {
    if (this.execution.machine.phase === "Processing") this.execution.log(level, parts);
  }
}
