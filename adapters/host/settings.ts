import { type Config as CoreConfig, DEFAULTS, type Hashes, LIMITS } from "@holdfast/core";
import { Config, Duration, LogLevel, Option } from "effect";

/** Everything an operator can set; docs/reference/settings.md lists it with its defaults. */
export interface Settings {
  readonly data: string;
  readonly host: string;
  /** Null where it is `host`, as for the admin API. */
  readonly ingressHost: string | null;
  readonly ingressPort: number;
  readonly adminHost: string | null;
  readonly adminPort: number;
  readonly clusterName: string;
  readonly drainGraceMs: number;
  /** File with the key that signs requests to endpoints, as PKCS #8 in PEM, or null. */
  readonly requestIdentityPrivateKeyPemFile: string | null;
  readonly logLevel: LogLevel.LogLevel;
  readonly logFormat: "json" | "logfmt" | "pretty";
  readonly defaults: CoreConfig["defaults"];
  readonly limits: CoreConfig["limits"];
}

const durationMs = (name: string, fallbackMs: number): Config.Config<number> =>
  Config.duration(name).pipe(
    Config.map(Duration.toMillis),
    Config.withDefault(fallbackMs),
    Config.validate({
      message: `${name} has to be a whole number of milliseconds, such as "30 seconds"`,
      validation: (ms) => Number.isSafeInteger(ms) && ms >= 0,
    }),
  );

const count = (name: string, fallback: number): Config.Config<number> =>
  Config.integer(name).pipe(
    Config.withDefault(fallback),
    Config.validate({
      message: `${name} has to be a whole number from 1 up`,
      validation: (n) => n >= 1,
    }),
  );

const maxAttempts: Config.Config<number | null> = Config.string("maxAttempts").pipe(
  Config.withDefault(String(DEFAULTS.retryPolicy.maxAttempts)),
  Config.validate({
    message: 'maxAttempts has to be a whole number from 1 up, or "unlimited"',
    validation: (text) => text === "unlimited" || /^[1-9]\d{0,8}$/.test(text),
  }),
  Config.map((text) => (text === "unlimited" ? null : Number(text))),
);

const retryPolicy = Config.all({
  initialIntervalMs: durationMs("initialInterval", DEFAULTS.retryPolicy.initialIntervalMs),
  exponentiationFactor: Config.number("exponentiationFactor").pipe(
    Config.withDefault(DEFAULTS.retryPolicy.exponentiationFactor),
    Config.validate({
      message: "exponentiationFactor has to be a number from 1 up",
      validation: (factor) => Number.isFinite(factor) && factor >= 1,
    }),
  ),
  maxIntervalMs: durationMs("maxInterval", DEFAULTS.retryPolicy.maxIntervalMs),
  maxAttempts,
  onMaxAttempts: Config.literal(
    "Pause",
    "Kill",
  )("onMaxAttempts").pipe(Config.withDefault(DEFAULTS.retryPolicy.onMaxAttempts)),
}).pipe(Config.nested("retryPolicy"));

const defaults = Config.all({
  retryPolicy,
  inactivityTimeoutMs: durationMs("inactivityTimeout", DEFAULTS.inactivityTimeoutMs),
  abortTimeoutMs: durationMs("abortTimeout", DEFAULTS.abortTimeoutMs),
  journalRetentionMs: durationMs("journalRetention", DEFAULTS.journalRetentionMs),
  idempotencyRetentionMs: durationMs("idempotencyRetention", DEFAULTS.idempotencyRetentionMs),
  workflowCompletionRetentionMs: durationMs(
    "workflowCompletionRetention",
    DEFAULTS.workflowCompletionRetentionMs,
  ),
  lazyState: Config.boolean("lazyState").pipe(Config.withDefault(DEFAULTS.lazyState)),
  protocolV7: Config.boolean("protocolV7").pipe(Config.withDefault(DEFAULTS.protocolV7)),
});

const limits = Config.all({
  maxAttempts: count("maxAttempts", LIMITS.maxAttempts),
  maxWaitingClients: count("maxWaitingClients", LIMITS.maxWaitingClients),
  maxInboxLength: count("maxInboxLength", LIMITS.maxInboxLength),
  maxMessageBytes: count("maxMessageBytes", LIMITS.maxMessageBytes),
  maxEagerStateBytes: count("maxEagerStateBytes", LIMITS.maxEagerStateBytes),
  maxUnwrittenBytes: count("maxUnwrittenBytes", LIMITS.maxUnwrittenBytes),
  maxJournalEntries: count("maxJournalEntries", LIMITS.maxJournalEntries),
}).pipe(Config.nested("limits"));

/** The settings as they are read: flags over environment (`HOLDFAST_…`) over file over default. */
export const settings: Config.Config<Settings> = Config.all({
  data: Config.nonEmptyString("data").pipe(Config.withDefault("./holdfast-data")),
  host: Config.nonEmptyString("host").pipe(Config.withDefault("127.0.0.1")),
  ingressHost: optionalText("ingressHost"),
  ingressPort: port("ingressPort", 8080),
  adminHost: optionalText("adminHost"),
  adminPort: port("adminPort", 9070),
  clusterName: Config.nonEmptyString("clusterName").pipe(Config.withDefault("localcluster")),
  drainGraceMs: durationMs("drainGrace", 10_000),
  requestIdentityPrivateKeyPemFile: Config.nonEmptyString("requestIdentityPrivateKeyPemFile").pipe(
    Config.option,
    Config.map(Option.getOrNull),
  ),
  logLevel: Config.logLevel("logLevel").pipe(Config.withDefault(LogLevel.Info)),
  logFormat: Config.literal(
    "json",
    "logfmt",
    "pretty",
  )("logFormat").pipe(Config.withDefault("pretty" as const)),
  defaults,
  limits,
});

function optionalText(name: string): Config.Config<string | null> {
  return Config.nonEmptyString(name).pipe(Config.option, Config.map(Option.getOrNull));
}

function port(name: string, fallback: number): Config.Config<number> {
  return Config.integer(name).pipe(
    Config.withDefault(fallback),
    Config.validate({
      message: `${name} has to be a port from 0 to 65535; 0 takes a free one`,
      validation: (n) => n >= 0 && n <= 65_535,
    }),
  );
}

/** What core is configured with, of the settings. */
export function coreConfig(
  { clusterName, defaults: own, limits: bounds }: Settings,
  hashes: Hashes,
): CoreConfig {
  return {
    hashes,
    partition: { index: 0, count: 1 },
    clusterName,
    defaults: own,
    limits: bounds,
  };
}
