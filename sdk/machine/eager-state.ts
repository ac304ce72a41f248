import { stateItem, type StateEntry, stateKeyBytes } from "@holdfast/core";

/** What is known of a state key without asking the server. */
export type KnownState =
  | { readonly _tag: "Unknown" }
  | { readonly _tag: "Known"; readonly value: Uint8Array | null };

/**
 * The state that came with Start, kept up to date by the handler's own writes (wire facts 1.9).
 * Exists so that most reads need no answer from the server.
 */
export class EagerState {
  private readonly values = new Map<string, Uint8Array | null>();
  private complete: boolean;

  constructor(entries: readonly StateEntry[], partial: boolean) {
    this.complete = !partial;
    for (const { key, value } of entries) this.values.set(stateItem(key), value);
  }

  get(key: Uint8Array): KnownState {
    const value = this.values.get(stateItem(key));
    if (value !== undefined) return { _tag: "Known", value };
    return this.complete ? { _tag: "Known", value: null } : { _tag: "Unknown" };
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.values.set(stateItem(key), value);
  }

  clear(key: Uint8Array): void {
    this.values.set(stateItem(key), null);
  }

  /** After this there is nothing left that is not known. */
  clearAll(): void {
    this.values.clear();
    this.complete = true;
  }

  /** All keys that have a value, sorted, or null where some may not be known. */
  keys(): readonly Uint8Array[] | null {
    if (!this.complete) return null;
    return [...this.values]
      .filter(([, value]) => value !== null)
      .map(([item]) => item)
      .sort((a, b) => (a < b ? -1 : 1))
      .map(stateKeyBytes);
  }
}
