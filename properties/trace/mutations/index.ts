import { BATCHES } from "./batches.ts";
import { FILES } from "./files.ts";
import { JOURNAL } from "./journal.ts";
import { LIVES } from "./lives.ts";
import { LOCKS } from "./locks.ts";
import { RESTARTS } from "./restarts.ts";
import { STATE } from "./values.ts";
import { WAKING } from "./waking.ts";
import type { Mutation } from "./mutation.ts";

/** All ways in which the good trace is broken. */
export const MUTATIONS: readonly Mutation[] = [
  ...JOURNAL,
  ...LOCKS,
  ...STATE,
  ...WAKING,
  ...LIVES,
  ...BATCHES,
  ...RESTARTS,
  ...FILES,
];
