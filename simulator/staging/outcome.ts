import { decodeUtf8, stateKeyBytes } from "@holdfast/core";
import { objectText } from "../names.ts";
import type { NodeView } from "../checkers/checker.ts";
import type { Client } from "./client.ts";
import type { Stage } from "./stage.ts";

/**
 * The end of a scenario as whoever is outside sees it, as lines in order. What is left out on
 * purpose: how long it took, how often an effect was had (a crash may repeat the one whose result
 * was not stored yet), and which of a crowd came first.
 */
export function outcomeOf(
  clients: readonly Client[],
  stage: Stage,
  nodes: readonly NodeView[],
): readonly string[] {
  const told = clients.map(({ name, told }) => `${crowdOf(name)}: ${told.join(", ")}`);
  const did = stage.did.size === 0 ? [] : [`did: ${[...stage.did].toSorted().join(", ")}`];
  return [...told, ...statesOf(nodes), ...did].toSorted();
}

function crowdOf(name: string): string {
  return name.replace(/ \d+$/, "");
}

function statesOf(nodes: readonly NodeView[]): readonly string[] {
  const states = new Map<string, string[]>();
  for (const { durable } of nodes) {
    for (const { table, group, item, value } of durable.rows()) {
      if (table !== "state" || value === null) continue;
      const object = objectText(group);
      const state = `${decodeUtf8(stateKeyBytes(item))}=${decodeUtf8(value)}`;
      states.set(object, [...(states.get(object) ?? []), state]);
    }
  }
  return [...states].map(([object, rows]) => `${object}: ${rows.toSorted().join(" ")}`);
}
