import type { Log, ServiceDefinition, WaitsFor } from "@holdfast/sdk";
import type { AttemptView, Checker } from "./checkers/checker.ts";
import type { Choices } from "./choices.ts";
import { drawSettings, type Settings } from "./settings.ts";
import type { Fault } from "./faults.ts";
import { ObjectStateChecker } from "./checkers/object-state.ts";
import { OneAtATimeChecker } from "./checkers/one-at-a-time.ts";
import { type PlannedOperation, planOperations, planWanted, type Wanted } from "./workload/plan.ts";
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
  "Restart",
  "Again",
] as const;

/** Who plays in a world: the services of its endpoint, and what clients ask of them. */
export interface Cast {
  /** What is played, for reports. */
  readonly name: string;
  readonly services: readonly ServiceDefinition[];
  /** Served at another address, which is registered late. */
  readonly lateServices: readonly ServiceDefinition[];
  /** What is watched besides the claims that hold for all services. */
  readonly checkers: readonly Checker[];
  /** Takes what handlers write to their console. */
  readonly log: Log;
  /** Draws what clients are going to do. */
  plan(): readonly PlannedOperation[];
  /** Lets clients begin that follow a script of their own. */
  begin(): void;
  /** Whether the world leaves it to these scripts what is deployed after the beginning. */
  readonly deploys: boolean;
  /** What operators do to any invocation there is; nothing where it is empty. */
  readonly interferences: readonly Interference[];
  /** An attempt waits for something that neither the journal nor the world has. */
  stalled(attempt: AttemptView, waitsFor: WaitsFor): void;
  /** An attempt uses something of its host that no world has. */
  refuse(attempt: AttemptView, what: string): never;
  /** Whether the world is at rest only after the latest of its handlers' timers. */
  readonly patient: boolean;
}

/** Who is going to play in one world, in settings that suit them. */
export interface Drawn {
  readonly settings: Settings;
  /** Faults that must not strike here, even where they are asked for. */
  readonly spared: readonly Fault[];
  cast(world: World): Cast;
}

/** Chooses who plays in each world. */
export interface Casting {
  draw(choices: Choices): Drawn;
}

/** The simulator's own services, made to strain every claim. */
export const SIMULATED_CAST: Casting = {
  draw: (choices) => ({ settings: drawSettings(choices), spared: [], cast: simulatedCast }),
};

/** The same services in a world whose settings are given, and what its clients want. */
export function wantedCasting(settings: Settings, wanted: readonly Wanted[]): Casting {
  const cast = (world: World): Cast => ({
    ...simulatedCast(world),
    plan: () => planWanted(world.choices, settings, wanted),
  });
  return { draw: () => ({ settings, spared: [], cast }) };
}

function simulatedCast(world: World): Cast {
  return {
    name: "simulated services",
    services: simulatedServices(world.outside),
    lateServices: lateServices(world.outside),
    checkers: [new ObjectStateChecker(), new OneAtATimeChecker()],
    log: () => undefined,
    plan: () => planOperations(world.choices, world.settings),
    begin: () => undefined,
    deploys: false,
    interferences: world.settings.operators ? INTERFERENCES : [],
    stalled: () => undefined,
    refuse: (_, what) => {
      throw new Error(`a simulated handler uses ${what}`);
    },
    patient: false,
  };
}
