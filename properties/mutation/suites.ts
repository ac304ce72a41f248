import type { Judges } from "./runner/options.ts";

/**
 * Files of tests that judge mutants: properties, conformance and golden texts. Of core's own tests
 * only the properties do, by `isProperty`: not those by example, so that the score says what
 * simulation and properties see alone.
 */
const SUITES: readonly string[] = [
  "core/attempt/expected-attempt.test.ts",
  "core/attempt/hostile-endpoint.test.ts",
  "core/engine/deadlines.test.ts",
  "core/engine/gate.test.ts",
  "core/engine/planned-attempt.test.ts",
  "core/model/item-keys.test.ts",
  "core/model/waiting.test.ts",
  "core/partition/draft.test.ts",
  "core/partition/partition-of.test.ts",
  "core/store/sorted-items.test.ts",
  "core/store/tables.test.ts",
  "properties/core/commands.test.ts",
  "properties/core/crash-points.test.ts",
  "properties/core/partition.test.ts",
  "properties/core/policies.test.ts",
  "properties/core/transcripts/transcripts.test.ts",
  "properties/wire/chunking.test.ts",
  "properties/wire/hostile.test.ts",
  "properties/wire/ids.test.ts",
  "properties/wire/round-trip.test.ts",
  "properties/wire/vectors.test.ts",
];

/** Who judges the mutants of core. */
export function judges(sample: number): Judges {
  return { worlds: 120, tourStride: 100, suites: SUITES, sample };
}
