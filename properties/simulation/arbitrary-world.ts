import { CALM, type Fault, HIGHEST_ODDS, type Settings, type Wanted } from "@holdfast/simulator";
import fc from "fast-check";
import { program } from "./arbitrary-program.ts";

/** A world without its schedule: that follows from the seed, and is not made simpler. */
export interface Planned {
  readonly settings: Settings;
  readonly wanted: readonly Wanted[];
}

const KEYS = ["a", "b", "c"] as const;

/** What one client wants, as whatever number it is. */
type Wish = (token: string) => readonly Wanted[];

const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ key: fc.constantFrom(...KEYS), slow: fc.boolean() }).map(({ key, slow }): Wish => {
    return (token) => [wantedOf("Counter", key, "add", { token, slow })];
  }),
  program(false).map((steps): Wish => {
    return (token) => [wantedOf("Worker", null, "work", { token, steps })];
  }),
  fc.record({ key: fc.constantFrom(...KEYS), steps: program(true) }).map(({ key, steps }): Wish => {
    return (token) => [wantedOf("Box", key, "exec", { token, steps })];
  }),
  // A workflow waits for its promise: whoever runs it has it completed as well.
  fc.constantFrom("x", "y").map((key): Wish => {
    const input = { token: key, patient: true };
    return () => ["run", "poke"].map((handler) => wantedOf("Flow", key, handler, input));
  }),
);

/** How often each fault strikes: often never, else at most as often as it does in campaigns. */
const odds: fc.Arbitrary<Settings["odds"]> = fc.record(
  Object.fromEntries(
    Object.entries(HIGHEST_ODDS).map(([fault, highest]) => [
      fault,
      // Below nothing is nothing: so most faults never strike.
      fc.integer({ min: -200, max: 100 }).map((n) => (highest * Math.max(0, n)) / 100),
    ]),
  ) as Record<Fault, fc.Arbitrary<number>>,
);

const settings: fc.Arbitrary<Settings> = fc
  .record({
    odds,
    partitions: fc.constantFrom(1, 2, 3),
    latencyUs: fc.constantFrom(1, 500, 5_000, 50_000),
    faultyMs: fc.integer({ min: 300, max: 3_300 }),
    protocolMode: fc.constantFrom("BidiStream" as const, "RequestResponse" as const),
    protocolVersion: fc.constantFrom(6 as const, 7 as const, 5 as const),
    inactivityTimeoutMs: fc.constantFrom(60_000, 1_000, 50, 0),
    lazyState: fc.boolean(),
    maxAttempts: fc.constantFrom(1_000, 10, 2),
  })
  .map(({ inactivityTimeoutMs, lazyState, maxAttempts, ...world }) => ({
    ...CALM,
    ...world,
    config: {
      ...CALM.config,
      defaults: { ...CALM.config.defaults, inactivityTimeoutMs, lazyState },
      limits: { ...CALM.config.limits, maxAttempts },
    },
  }));

/** Worlds that get simpler: fewer clients, shorter programs, fewer faults, and those more rarely. */
export const planned: fc.Arbitrary<Planned> = fc.record({
  settings,
  wanted: fc
    .array(wish, { minLength: 1, maxLength: 12, size: "max" })
    .map((wishes) => wishes.flatMap((each, i) => each(`op-${i}`))),
});

function wantedOf(
  service: string,
  key: string | null,
  handler: string,
  input: Wanted["input"],
): Wanted {
  return { target: { service, key, handler }, input };
}
