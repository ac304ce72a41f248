import { Command, Options } from "@effect/cli";
import { Console, Effect, Option } from "effect";
import {
  type Running,
  runServer,
  settings,
  settingsProblem,
  settingsProvider,
  SettingsUnreadable,
} from "../host/index.ts";
import { logLayer } from "../telemetry/index.ts";
import { openTraceFile } from "./trace/open-trace-file.ts";

const data = Options.text("data").pipe(
  Options.withDescription("Data directory; it is made if it does not exist"),
  Options.optional,
);
const host = Options.text("host").pipe(
  Options.withDescription("Address to listen on; 127.0.0.1 unless said otherwise"),
  Options.optional,
);
const ingressPort = Options.integer("ingress-port").pipe(
  Options.withDescription("Port for callers; 0 takes a free one"),
  Options.optional,
);
const adminPort = Options.integer("admin-port").pipe(
  Options.withDescription("Port for operators; 0 takes a free one"),
  Options.optional,
);
const config = Options.text("config").pipe(
  Options.withDescription("JSON file with settings; the environment and flags go before it"),
  Options.optional,
);
const trace = Options.text("trace").pipe(
  Options.withDescription("Writes down every step to this file, for holdfast check-trace"),
  Options.optional,
);

/** `holdfast serve`: one server on one data directory, until it is told to stop. */
export const serve = Command.make(
  "serve",
  { data, host, ingressPort, adminPort, config, trace },
  (given) =>
    Effect.gen(function* () {
      const flags = new Map<string, string>();
      for (const name of ["data", "host", "ingressPort", "adminPort"] as const) {
        const value: Option.Option<string | number> = given[name];
        if (Option.isSome(value)) flags.set(name, String(value.value));
      }
      const provider = yield* settingsProvider(flags, Option.getOrNull(given.config));
      const chosen = yield* Effect.withConfigProvider(settings, provider).pipe(
        Effect.mapError((error) => new SettingsUnreadable({ message: settingsProblem(error) })),
      );
      yield* openTraceFile(Option.getOrNull(given.trace)).pipe(
        Effect.flatMap((openTrace) => runServer(chosen, announce, openTrace)),
        Effect.scoped,
        Effect.provide(logLayer(chosen.logFormat, chosen.logLevel)),
      );
    }),
).pipe(Command.withDescription("Run the server"));

/** The one line on standard output: where the server answers, for people and programs. */
function announce(running: Running): Effect.Effect<void> {
  return Console.log(`holdfast ready ${JSON.stringify(running)}`);
}
