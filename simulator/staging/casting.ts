import type { Cast, Casting, Drawn } from "../cast.ts";
import { pick } from "../choices.ts";
import { drawSettings, type Settings } from "../settings.ts";
import { suited } from "../user/suited-settings.ts";
import type { World } from "../world.ts";
import { CALM } from "./calm.ts";
import { Client } from "./client.ts";
import { EndingChecker } from "./ending.ts";
import { type Scenario, sparedBy } from "./scenario.ts";
import { play } from "./script.ts";
import { Stage } from "./stage.ts";

/** A scenario in a world where nothing goes wrong but what is chosen. */
export function calmCasting(scenario: Scenario, settings: Settings = CALM): Casting {
  return { draw: () => drawnOf(scenario, settings) };
}

/** One of several scenarios, in worlds that are full of faults. */
export function faultyCasting(scenarios: readonly [Scenario, ...Scenario[]]): Casting {
  return {
    draw: (choices) => drawnOf(pick(choices, scenarios), suited(drawSettings(choices))),
  };
}

/** A scenario in settings in which it comes to the end that it says. */
function drawnOf(scenario: Scenario, given: Settings): Drawn {
  const { needs = (settings) => settings } = scenario;
  return {
    settings: needs(given),
    spared: sparedBy(scenario),
    cast: (world) => castOf(scenario, world),
  };
}

function castOf(scenario: Scenario, world: World): Cast {
  const stage = new Stage(world);
  const clients = Object.keys(scenario.clients).map((name) => new Client(name, stage));
  const playing = new Set(clients);
  return {
    name: scenario.name,
    services: scenario.services(stage),
    lateServices: scenario.nextServices?.(stage) ?? [],
    checkers: [new EndingChecker(scenario, stage, clients, playing)],
    log: () => undefined,
    plan: () => [],
    begin: () => {
      for (const client of clients) {
        const script = scenario.clients[client.name]?.(client);
        if (script === undefined) continue;
        world.timeline.after(0, () => play(script, () => playing.delete(client)));
      }
    },
    deploys: scenario.nextServices !== undefined,
    interferences: [],
    stalled: () => undefined,
    refuse: (_, what) => {
      throw new Error(`a handler of the scenario ${scenario.name} uses ${what}`);
    },
    patient: false,
  };
}
