import type { Engine } from "@holdfast/core";
import * as simulator from "@holdfast/simulator";
import { applyEdits } from "./apply-edits.ts";
import type { Bug } from "./bug.ts";
import { link } from "./link.ts";
import { readSources, type Room, type Sources } from "./sources.ts";

/** A simulator, and the parts with which it runs a bug. */
export interface Infected {
  readonly simulator: Pick<typeof simulator, "simulate" | "shrink">;
  readonly parts: Partial<simulator.Parts>;
}

const healthy = new Map<Room, Sources>();

/**
 * Builds the engine, or the simulated host, with a bug in it. Everything else is what it always
 * is: a wrong codec cannot agree with itself, nor a wrong disk with its checker.
 */
export function infect(bug: Bug): Infected {
  const room = roomOf(bug);
  const sources = healthy.get(room) ?? readSources(room);
  healthy.set(room, sources);
  const linked = link(room, applyEdits(sources, bug));
  if (room === "simulator") {
    return { simulator: linked as unknown as typeof simulator, parts: {} };
  }
  const Infected = linked["Engine"] as typeof Engine;
  const makeEngine: simulator.Parts["makeEngine"] = (config, durable, watch) =>
    new Infected(config, durable, watch);
  return { simulator, parts: { makeEngine } };
}

function roomOf({ name, edits }: Bug): Room {
  const [room, ...others] = new Set(edits.map(({ file }) => file.split("/")[0]));
  if (others.length === 0 && (room === "core" || room === "simulator")) return room;
  throw new Error(`bug ${name} has to edit files of core/ or of simulator/, and of one of them`);
}
