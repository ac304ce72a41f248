import type { ServiceDefinition } from "@holdfast/sdk";
import { type Fault, FAULT_NAMES } from "../faults.ts";
import type { Settings } from "../settings.ts";
import type { Situation } from "../sometimes.ts";
import type { Client } from "./client.ts";
import type { Script } from "./script.ts";
import type { Stage } from "./stage.ts";

/** A story with a known end: services, clients that follow a script, and what comes of it. */
export interface Scenario {
  readonly name: string;
  /** What happens, in one sentence. */
  readonly says: string;
  /** What is deployed, for one world. */
  readonly services: (stage: Stage) => readonly ServiceDefinition[];
  /** What a client's `deploy` puts in the place of it. */
  readonly nextServices?: (stage: Stage) => readonly ServiceDefinition[];
  /** Who asks for what. Names that differ in a number at their end alone are one crowd. */
  readonly clients: Readonly<Record<string, (client: Client) => Script>>;
  /**
   * The end, as whoever is outside sees it, in any order: what each client was told
   * (`name: value, value`), the state of each object (`Service/key: name=value`) and the effects
   * that were had (`did: name, name`). It is the same however often something crashes.
   */
  readonly ends: readonly string[];
  /** What has to come about on the way, else the scenario does not show what it says. */
  readonly reaches: readonly Situation[];
  /** Settings that the story needs. */
  readonly needs?: (settings: Settings) => Settings;
  /** Whether it is short enough for every pair of crashes. */
  readonly small?: true;
  /** Faults by which the story rightly ends otherwise, each with the reason. */
  readonly spares?: Readonly<Partial<Record<Fault, string>>>;
}

/** The faults by which a scenario rightly ends otherwise. */
export function sparedBy({ spares = {} }: Scenario): readonly Fault[] {
  return FAULT_NAMES.filter((fault) => spares[fault] !== undefined);
}
