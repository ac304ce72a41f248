import { parseDelay } from "../ingress/index.ts";

/** What a variable of the environment sets: settings by their names, or why its value cannot be used. */
type Reading =
  | { readonly _tag: "Sets"; readonly settings: ReadonlyMap<string, string> }
  | { readonly _tag: "Unusable"; readonly reason: string };

type Read = (value: string) => Reading;

/** How the settings of the system we are compatible with are understood, by their variables. */
const VARIABLES: Readonly<Record<string, Read>> = {
  RESTATE_BASE_DIR: as("data"),
  RESTATE_CLUSTER_NAME: as("clusterName"),
  RESTATE_INGRESS__BIND_ADDRESS: address("ingressHost", "ingressPort"),
  RESTATE_INGRESS__BIND_IP: as("ingressHost"),
  RESTATE_INGRESS__BIND_PORT: as("ingressPort"),
  RESTATE_ADMIN__BIND_ADDRESS: address("adminHost", "adminPort"),
  RESTATE_ADMIN__BIND_IP: as("adminHost"),
  RESTATE_ADMIN__BIND_PORT: as("adminPort"),
  RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: duration("inactivityTimeout"),
  RESTATE_WORKER__INVOKER__ABORT_TIMEOUT: duration("abortTimeout"),
  RESTATE_WORKER__INVOKER__DISABLE_EAGER_STATE: as("lazyState"),
  RESTATE_WORKER__INVOKER__CONCURRENT_INVOCATIONS_LIMIT: as("limits.maxAttempts"),
  RESTATE_WORKER__INVOKER__MESSAGE_SIZE_LIMIT: bytes("limits.maxMessageBytes"),
  RESTATE_WORKER__INVOKER__REQUEST_IDENTITY_PRIVATE_KEY_PEM_FILE: as(
    "requestIdentityPrivateKeyPemFile",
  ),
  RESTATE_DEFAULT_JOURNAL_RETENTION: duration("journalRetention"),
  RESTATE_DEFAULT_RETRY_POLICY__INITIAL_INTERVAL: duration("retryPolicy.initialInterval"),
  RESTATE_DEFAULT_RETRY_POLICY__EXPONENTIATION_FACTOR: as("retryPolicy.exponentiationFactor"),
  RESTATE_DEFAULT_RETRY_POLICY__MAX_INTERVAL: duration("retryPolicy.maxInterval"),
  RESTATE_DEFAULT_RETRY_POLICY__MAX_ATTEMPTS: as("retryPolicy.maxAttempts"),
  RESTATE_DEFAULT_RETRY_POLICY__ON_MAX_ATTEMPTS: oneOf("retryPolicy.onMaxAttempts", {
    pause: "Pause",
    kill: "Kill",
  }),
  RESTATE_EXPERIMENTAL_ENABLE_PROTOCOL_V7: as("protocolV7"),
  RESTATE_LOG_FORMAT: oneOf("logFormat", { pretty: "pretty", compact: "logfmt", json: "json" }),
};

/** The variables of the environment that are understood, for those who list them. */
export const RESTATE_VARIABLES: readonly string[] = Object.keys(VARIABLES);

/**
 * Settings by names of the system we are compatible with, so that what was set up for it need not
 * be changed; names that mean nothing here are left alone. Throws with the variable that is wrong.
 */
export function restateSettings(
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, read] of Object.entries(VARIABLES)) {
    const value = environment[name];
    if (value === undefined) continue;
    const reading = read(value);
    if (reading._tag === "Unusable") throw new Error(`${name}='${value}': ${reading.reason}`);
    for (const [setting, text] of reading.settings) found.set(setting, text);
  }
  return found;
}

function sets(...settings: readonly (readonly [string, string])[]): Reading {
  return { _tag: "Sets", settings: new Map(settings) };
}

function unusable(reason: string): Reading {
  return { _tag: "Unusable", reason };
}

/** The value is written the same way here; whether it can be used is seen where it is read. */
function as(setting: string): Read {
  return (value) => sets([setting, value]);
}

function duration(setting: string): Read {
  return (value) => {
    const parsed = parseDelay(value);
    if (parsed._tag === "NotADelay") return unusable(parsed.reason);
    return sets([setting, `${parsed.delayMs} millis`]);
  };
}

function oneOf(setting: string, values: Readonly<Record<string, string>>): Read {
  return (value) => {
    const known = values[value.toLowerCase()];
    if (known !== undefined) return sets([setting, known]);
    return unusable(`it has to be one of ${Object.keys(values).join(", ")}`);
  };
}

/** `127.0.0.1:8080`, `[::1]:8080`, or a port alone with the host as it is. */
function address(host: string, port: string): Read {
  return (value) => {
    const found = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:]+)):(?<number>\d{1,5})$/.exec(value);
    const { bracketed, plain, number } = found?.groups ?? {};
    const name = bracketed ?? plain;
    if (name === undefined || number === undefined) {
      return unusable("it has to be an address and a port, such as 127.0.0.1:8080");
    }
    return sets([host, name], [port, number]);
  };
}

const UNITS: Readonly<Record<string, number | undefined>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

function bytes(setting: string): Read {
  return (value) => {
    const found = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value.trim());
    const unit = UNITS[found?.[2]?.toLowerCase() ?? "none"];
    if (found === null || unit === undefined) {
      return unusable("it has to be a number of bytes, such as 32MiB");
    }
    return sets([setting, String(Math.floor(Number(found[1]) * unit))]);
  };
}
