import { type Config, DEFAULTS, LIMITS } from "@holdfast/core";
import { chance, type Choices, pick } from "./choices.ts";
import { FAULT_NAMES, type Fault, type FaultOdds } from "./faults.ts";
import { simulatedHashes } from "./hashes.ts";

/** What one world is like; every seed draws its own, so that each kind of trouble comes alone too. */
export interface Settings {
  readonly partitions: number;
  readonly config: Omit<Config, "partition">;
  readonly odds: FaultOdds;
  /** Largest ordinary delay of a message, in microseconds. */
  readonly latencyUs: number;
  /** How long faults strike, in virtual milliseconds. */
  readonly faultyMs: number;
  /** How many things clients do. */
  readonly operations: number;
  readonly protocolMode: "BidiStream" | "RequestResponse";
  readonly protocolVersion: 5 | 6 | 7;
  /** How far the clock of a host goes back at most while it is down; milliseconds. */
  readonly clockBackMs: number;
  /** At which time many timers are due at once, or null; milliseconds from the first operation. */
  readonly stormAtMs: number | null;
  /** Whether clients also cancel, kill and purge. */
  readonly operators: boolean;
}

const MS = 1_000;
const HOUR_MS = 3_600_000;

/** Enough for what simulated services say, and little enough to be exceeded now and then. */
export const SMALL_MESSAGE_BYTES = 16_000;

/** How far a clock may go back across a restart: less than a timer may be late (A-CLOCK-1). */
const CLOCK_BACK_MS = 300;

/** How often each fault strikes at most, where it is on at all. */
export const HIGHEST_ODDS: Readonly<Record<Fault, number>> = {
  "engine-crash": 0.02,
  drain: 0.01,
  "crash-in-recovery": 0.3,
  "lost-batch": 1,
  "torn-batch": 1,
  "kept-batch": 1,
  "slow-disk": 0.5,
  "late-report": 0.2,
  "disk-error": 0.01,
  "disk-full": 0.01,
  "read-error": 0.01,
  "second-engine": 0.01,
  "zombie-refused": 1,
  "clock-jump": 0.01,
  "clock-skew": 1,
  "clock-back": 1,
  "late-wake": 0.3,
  "endpoint-crash": 0.02,
  "endpoint-refuses": 0.1,
  "endpoint-hangs": 0.05,
  "connection-loss": 0.03,
  "torn-frame": 0.03,
  "cut-frame": 0.03,
  "silent-loss": 0.3,
  "half-open": 0.3,
  "one-way": 0.01,
  "slow-reader": 0.05,
  "bit-flip": 0.3,
  "split-chunk": 0.3,
  "network-delay": 0.1,
  lies: 1,
  "late-frames": 1,
  "client-gone": 0.1,
  "reply-lost": 0.1,
  "changed-code": 0.5,
  oversized: 0.1,
  "awakeable-twice": 1,
  "awakeable-early": 0.5,
  "handler-error": 0.05,
  "flaky-run": 0.5,
  "run-error": 0.1,
  "peer-loss": 0.1,
  "peer-delay": 0.1,
  "peer-one-way": 0.05,
  "peer-repeat": 0.1,
};

/** Draws the settings of one world. */
export function drawSettings(choices: Choices): Settings {
  // The first choice of all: to begin with it is what makes a world small.
  const operations = 1 + choices.below(15);
  const operators = chance(choices, 0.4);
  // Drawn in any case, here and below: the choices of all settings have their places on the tape.
  const retention = (): number => {
    const drawn = pick(choices, [HOUR_MS, HOUR_MS, 24 * HOUR_MS, 2_000, 0]);
    return operators ? drawn : HOUR_MS;
  };
  const most = pick(choices, [null, null, 3]);
  const limited = operators ? most : null;
  return {
    partitions: pick(choices, [1, 1, 1, 2, 3]),
    odds: drawOdds(choices),
    latencyUs: pick(choices, [1, 500, 5 * MS, 50 * MS]),
    faultyMs: 300 + choices.below(3_000),
    operations,
    protocolMode: pick(choices, ["BidiStream", "BidiStream", "RequestResponse"]),
    protocolVersion: pick(choices, [6, 7, 7, 5]),
    clockBackMs: CLOCK_BACK_MS,
    stormAtMs: chance(choices, 0.2) ? 500 + choices.below(1_500) : null,
    operators,
    config: {
      hashes: simulatedHashes,
      clusterName: "simulated",
      defaults: {
        ...DEFAULTS,
        retryPolicy: {
          initialIntervalMs: pick(choices, [50, 5, 500]),
          exponentiationFactor: pick(choices, [2, 1]),
          maxIntervalMs: 2_000,
          maxAttempts: limited,
          onMaxAttempts: pick(choices, ["Kill", "Pause"]),
        },
        inactivityTimeoutMs: pick(choices, [60_000, 1_000, 50, 0]),
        abortTimeoutMs: pick(choices, [60_000, 5_000, 1_000]),
        journalRetentionMs: retention(),
        idempotencyRetentionMs: retention(),
        workflowCompletionRetentionMs: retention(),
        lazyState: chance(choices, 0.1),
        protocolV7: chance(choices, 0.8),
      },
      limits: {
        ...LIMITS,
        maxAttempts: pick(choices, [LIMITS.maxAttempts, 10, 2]),
        maxWaitingClients: pick(choices, [LIMITS.maxWaitingClients, LIMITS.maxWaitingClients, 3]),
        maxEagerStateBytes: pick(choices, [LIMITS.maxEagerStateBytes, 3, 0]),
        maxMessageBytes: pick(choices, [LIMITS.maxMessageBytes, SMALL_MESSAGE_BYTES]),
        maxUnwrittenBytes: pick(choices, [LIMITS.maxUnwrittenBytes, 4_000]),
        maxInboxLength: pick(choices, [LIMITS.maxInboxLength, LIMITS.maxInboxLength, 2]),
      },
    },
  };
}

/** The same world in which only the named faults strike, and each of them does. */
export function withOnlyFaults(settings: Settings, faults: readonly Fault[]): Settings {
  const odds = faults.map((name) => [name, settings.odds[name] ?? HIGHEST_ODDS[name] / 2] as const);
  return { ...settings, odds: Object.fromEntries(odds) };
}

/** The same world in which these faults do not strike. */
export function withoutFaults(settings: Settings, faults: readonly Fault[]): Settings {
  const odds = Object.entries(settings.odds).filter(([name]) => !faults.includes(name as Fault));
  return { ...settings, odds: Object.fromEntries(odds) };
}

/** Each fault is on in half of all worlds, with odds of its own. */
function drawOdds(choices: Choices): FaultOdds {
  const odds: Partial<Record<Fault, number>> = {};
  for (const name of FAULT_NAMES) {
    const on = chance(choices, 0.5);
    const strength = 1 + choices.below(100);
    if (on) odds[name] = (HIGHEST_ODDS[name] * strength) / 100;
  }
  return odds;
}
