import { readFileSync } from "node:fs";
import { type ConfigError, ConfigProvider, Data, Effect } from "effect";
import { restateSettings } from "./environment.ts";

/** The settings could not be read; the message says which, where and what to do. */
export class SettingsUnreadable extends Data.TaggedError("SettingsUnreadable")<{
  readonly message: string;
}> {}

const RETRY_POLICY = [
  "initialInterval",
  "exponentiationFactor",
  "maxInterval",
  "maxAttempts",
  "onMaxAttempts",
].map((name) => `retryPolicy.${name}`);

const LIMITS = [
  "maxAttempts",
  "maxWaitingClients",
  "maxInboxLength",
  "maxMessageBytes",
  "maxEagerStateBytes",
  "maxUnwrittenBytes",
  "maxJournalEntries",
].map((name) => `limits.${name}`);

/** Names of all settings, as a configuration file has them; a dot is a level. */
const SETTING_NAMES: readonly string[] = [
  "data",
  "host",
  "ingressHost",
  "ingressPort",
  "adminHost",
  "adminPort",
  "clusterName",
  "drainGrace",
  "requestIdentityPrivateKeyPemFile",
  "logLevel",
  "logFormat",
  "inactivityTimeout",
  "abortTimeout",
  "journalRetention",
  "idempotencyRetention",
  "workflowCompletionRetention",
  "lazyState",
  "protocolV7",
  ...RETRY_POLICY,
  ...LIMITS,
];

/**
 * Where settings come from, the first that has one wins: flags, the environment (`HOLDFAST_` and
 * the name in capitals, e.g. `HOLDFAST_RETRY_POLICY_MAX_ATTEMPTS`), the environment by the names of
 * the system we are compatible with, a JSON file.
 */
export function settingsProvider(
  flags: ReadonlyMap<string, string>,
  file: string | null,
): Effect.Effect<ConfigProvider.ConfigProvider, SettingsUnreadable> {
  const environment = ConfigProvider.fromEnv().pipe(
    ConfigProvider.nested("HOLDFAST"),
    ConfigProvider.constantCase,
  );
  const first = ConfigProvider.fromMap(new Map(flags)).pipe(
    ConfigProvider.orElse(() => environment),
  );
  return Effect.gen(function* () {
    const others = yield* readEnvironment;
    const known = first.pipe(ConfigProvider.orElse(() => ConfigProvider.fromMap(new Map(others))));
    if (file === null) return known;
    const values = yield* readSettingsFile(file);
    return ConfigProvider.orElse(known, () => ConfigProvider.fromJson(values));
  });
}

/** What the environment sets by the names of the system we are compatible with. */
const readEnvironment = Effect.try({
  try: () => restateSettings(process.env),
  catch: (cause) =>
    new SettingsUnreadable({ message: `the environment cannot be used: ${messageOf(cause)}` }),
});

/** What is wrong with the settings, one sentence for each that is. */
export function settingsProblem(error: ConfigError.ConfigError): string {
  switch (error._op) {
    case "And":
    case "Or":
      return `${settingsProblem(error.left)}; ${settingsProblem(error.right)}`;
    default:
      return error.path.length === 0
        ? `a setting cannot be used: ${error.message}`
        : `the setting '${error.path.join(".")}' cannot be used: ${error.message}`;
  }
}

function readSettingsFile(file: string): Effect.Effect<object, SettingsUnreadable> {
  return Effect.try({
    try: () => {
      const values: unknown = JSON.parse(readFileSync(file, "utf8"));
      if (typeof values !== "object" || values === null || Array.isArray(values)) {
        throw new TypeError("it has to hold one JSON object");
      }
      for (const name of settingNames(values)) {
        if (SETTING_NAMES.includes(name)) continue;
        throw new TypeError(`'${name}' is no setting; there are ${SETTING_NAMES.join(", ")}`);
      }
      return values;
    },
    catch: (cause) =>
      new SettingsUnreadable({
        message: `the configuration file ${file} cannot be used: ${messageOf(cause)}`,
      }),
  });
}

function settingNames(values: object, prefix = ""): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === "object" && value !== null
      ? settingNames(value, `${prefix}${name}.`)
      : [`${prefix}${name}`],
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
