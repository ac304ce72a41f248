import type { Log, ServiceDefinition, WaitsFor } from "@holdfast/sdk";
import type { AttemptView, Checker } from "./checkers/checker.ts";
import type { Settings } from "./settings.ts";
import { ObjectStateChecker } from "./checkers/object-state.ts";
import { OneAtATimeChecker } from "./checkers/one-at-a-time.ts";
import { type PlannedOperation, planOperations } from "./workload/plan.ts";
import { lateServices, simulatedServices } from "./workload/services.ts";
import type { World } from "./world.ts";

/** What an operator does to an invocation. */
export type Interference = (typeof INTERFERENCES)[number];

const INTERFERENCES = [
  "Cancel",
  "Kill",
  "Purge",
  "PurgeJournal",
  "Pause",
  "Resume",
  "Upgrade",
  "Again",
] as const;

/** Who plays in a world: the services of its endpoint, and what clients ask of them. */
export interface Cast {
  readonly services: readonly ServiceDefinition[];
  /** Served at another address, which is registered late. */
  readonly lateServices: readonly ServiceDefinition[];
  /** What is watched besides the claims that hold for all services. */
  readonly checkers: readonly Checker[];
  /** Takes what handlers write to their console. */
  readonly log: Log;
  /** Draws what clients are going to do. */
  plan(): readonly PlannedOperation[];
  /** What operators do to any invocation there is; nothing where it is empty. */
  readonly interferences: readonly Interference[];
  /** An attempt waits for something that neither the journal nor the world has. */
  stalled(attempt: AttemptView, waitsFor: WaitsFor): void;
  /** An attempt uses something of its host that no world has. */
  refuse(attempt: AttemptView, what: string): never;
  /** Whether the world is at rest only after the latest of its handlers' timers. */
  readonly patient: boolean;
}

/** Chooses who plays in each world. */
export interface Casting {
  /** The settings that were drawn, as far as they suit these services. */
  settings(drawn: Settings): Settings;
  cast(world: World): Cast;
}

/** The simulator's own services, made to strain every claim. */
export const SIMULATED_CAST: Casting = {
  settings: (drawn) => drawn,
  cast: (world) => ({
    services: simulatedServices(world.outside),
    lateServices: lateServices(world.outside),
    checkers: [new ObjectStateChecker(), new OneAtATimeChecker()],
    log: () => undefined,
    plan: () => planOperations(world.choices, world.settings),
    interferences: world.settings.operators ? INTERFERENCES : [],
    stalled: () => undefined,
    refuse: (_, what) => {
      throw new Error(`a simulated handler uses ${what}`);
    },
    patient: false,
  }),
};
