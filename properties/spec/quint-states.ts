import { createRequire } from "node:module";
import type { Model } from "@holdfast/spec";
import { QuintModule, type QuintState, stateText } from "./quint-evaluator.ts";

/** All that a Quint module can come to. */
export interface QuintStates {
  readonly states: ReadonlySet<string>;
  readonly transitions: number;
  /** A state in which the module's invariant fails, or null. */
  readonly broken: string | null;
  /** Witnesses that no state showed. */
  readonly missing: readonly string[];
}

/** The name that every module gives to the conjunction of its invariants. */
const INVARIANT = "inv";

/** Where the Quint module of a model is. */
export function quintPath({ level, name }: Pick<Model, "level" | "name">): string {
  return createRequire(import.meta.url).resolve(`@holdfast/spec/quint/${level}/${name}.qnt`);
}

/** Visits every state that the Quint module of a model can reach in `maxDepth` steps. */
export function exploreQuint(model: Model, maxDepth: number): QuintStates {
  const { name, witnesses } = model;
  const module = new QuintModule(quintPath(model), name, [INVARIANT, ...witnesses]);
  const states = new Set<string>();
  const missing = new Set(witnesses);
  let broken: string | null = null;
  const visit = (state: QuintState): boolean => {
    const text = stateText(state);
    if (states.has(text)) return false;
    states.add(text);
    if (!module.shows(INVARIANT, state)) broken ??= text;
    for (const witness of missing) if (module.shows(witness, state)) missing.delete(witness);
    return true;
  };
  const begin = module.initial();
  visit(begin);
  let frontier = [begin];
  let transitions = 0;
  for (let depth = 0; depth < maxDepth && frontier.length > 0; depth++) {
    const next: QuintState[] = [];
    for (const state of frontier) {
      for (const after of module.successors(state)) {
        transitions++;
        if (visit(after)) next.push(after);
      }
    }
    frontier = next;
  }
  return { states, transitions, broken, missing: [...missing] };
}

/** What two sets of states have not in common, with one example of each kind. */
export function differenceOf(
  quint: ReadonlySet<string>,
  typescript: ReadonlyMap<string, number>,
): string | null {
  const onlyQuint = [...quint].filter((text) => !typescript.has(text));
  const onlyTypescript = [...typescript.keys()].filter((text) => !quint.has(text));
  if (onlyQuint.length + onlyTypescript.length === 0) return null;
  return [
    `${onlyQuint.length} states only in Quint, such as ${onlyQuint[0] ?? "none"}`,
    `${onlyTypescript.length} states only in TypeScript, such as ${onlyTypescript[0] ?? "none"}`,
  ].join("\n");
}
