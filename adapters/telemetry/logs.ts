import { Layer, Logger, type LogLevel } from "effect";

/** How log lines look: one JSON object a line for machines, `logfmt`, or coloured for people. */
export type LogFormat = "json" | "logfmt" | "pretty";

/** Structured logs on standard error, from one level up; standard output stays for the ready line. */
export function logLayer(format: LogFormat, minimum: LogLevel.LogLevel): Layer.Layer<never> {
  return Layer.merge(
    Logger.replace(Logger.defaultLogger, loggerOf(format)),
    Logger.minimumLogLevel(minimum),
  );
}

function loggerOf(format: LogFormat): Logger.Logger<unknown, void> {
  switch (format) {
    case "json":
      return Logger.withConsoleError(Logger.jsonLogger);
    case "logfmt":
      return Logger.withConsoleError(Logger.logfmtLogger);
    case "pretty":
      return Logger.prettyLogger({ stderr: true });
    default:
      return format satisfies never;
  }
}
