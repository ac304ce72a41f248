import type { Judges } from "./runner/options.ts";

/**
 * Files of tests that judge mutants: properties, conformance and golden texts. Tests of core by
 * example are not among them, so that the score says what simulation and properties see alone.
 */
const SUITES: readonly string[] = [
  "properties/core/commands.test.ts",
  "properties/core/crash-points.test.ts",
  "properties/core/partition.test.ts",
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
