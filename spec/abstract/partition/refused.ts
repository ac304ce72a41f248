import type { ActionName } from "./actions.ts";

/** A step that the abstract partition cannot make. */
export class Refused extends Error {
  /** The action that does not allow it, or that would have led elsewhere; null where none is it. */
  readonly action: ActionName | "rows" | null;

  constructor(action: ActionName | "rows" | null, detail: string) {
    super(`${action ?? "no action"}: ${detail}`);
    this.name = "Refused";
    this.action = action;
  }
}
