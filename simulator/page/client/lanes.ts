import type { Player } from "../player.ts";
import type { Moment } from "../recording.ts";

/** One row of the timeline. */
export type Lane =
  | { readonly _tag: "Actor"; readonly key: string; readonly name: string; readonly actor: number }
  | {
      readonly _tag: "Invocation";
      readonly key: string;
      readonly name: string;
      readonly at: number;
    };

/** Actors from top to bottom: from those who ask to those who do; the others follow by name. */
const ORDER = [
  "claims",
  "faults",
  "world",
  "client",
  "engine",
  "disk",
  "network",
  "endpoint",
  "handler",
  "outside",
];

/** The lanes of a recording: its actors, and then its invocations as they came up. */
export function lanesOf({ recording, lanes }: Player): readonly Lane[] {
  const actors = recording.actors
    .map((name, actor) => ({ _tag: "Actor", key: `actor ${name}`, name, actor }) as const)
    .sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
  const invocations = lanes.map(
    ({ name }, at) => ({ _tag: "Invocation", key: `of ${name}`, name, at }) as const,
  );
  return [...actors, ...invocations];
}

function rank(name: string): number {
  const found = ORDER.findIndex((known) => name === known || name.startsWith(`${known} `));
  return found === -1 ? ORDER.length : found;
}

/** Whether a moment belongs into a lane. */
export function isIn(lane: Lane, { actor, about }: Moment): boolean {
  return lane._tag === "Actor" ? lane.actor === actor : lane.name === about;
}

/** The engine of an actor's lane, or null. */
export function engineOf(lane: Lane): number | null {
  const number = lane._tag === "Actor" ? /^engine (\d+)$/.exec(lane.name)?.[1] : undefined;
  return number === undefined ? null : Number(number);
}
