import type { GetEagerStateCommand } from "@holdfast/core";
import { completionHandle, type Handle } from "../handle.ts";
import type { Machine } from "../machine.ts";

/** A state read: answered at once, or by the server (wire facts 1.9). */
export type StateRead =
  | { readonly _tag: "Known"; readonly value: Uint8Array | null }
  | { readonly _tag: "Asked"; readonly handle: Handle };

/** A read of all keys, sorted: answered at once, or by the server. */
export type KeysRead =
  | { readonly _tag: "Known"; readonly keys: readonly Uint8Array[] }
  | { readonly _tag: "Asked"; readonly handle: Handle };

/** Reads one state key; a replay reads it the way it was read the first time. */
export function getState(machine: Machine, key: Uint8Array): StateRead {
  const known = machine.state.get(key);
  if (asksServer(machine, "GetLazyStateCommand", known._tag === "Unknown")) {
    const resultCompletionId = machine.nextCompletionId();
    machine.issue({ _tag: "GetLazyStateCommand", key, resultCompletionId, name: "" });
    return { _tag: "Asked", handle: completionHandle(resultCompletionId) };
  }
  const value = known._tag === "Known" ? known.value : null;
  const result: GetEagerStateCommand["result"] =
    value === null ? { _tag: "Void" } : { _tag: "Value", value };
  const stored = machine.issue({ _tag: "GetEagerStateCommand", key, result, name: "" });
  return { _tag: "Known", value: stored.result._tag === "Void" ? null : stored.result.value };
}

/** Reads the names of all state keys. */
export function getStateKeys(machine: Machine): KeysRead {
  const keys = machine.state.keys();
  if (asksServer(machine, "GetLazyStateKeysCommand", keys === null)) {
    const resultCompletionId = machine.nextCompletionId();
    machine.issue({ _tag: "GetLazyStateKeysCommand", resultCompletionId, name: "" });
    return { _tag: "Asked", handle: completionHandle(resultCompletionId) };
  }
  const command = { _tag: "GetEagerStateKeysCommand", keys: keys ?? [], name: "" } as const;
  return { _tag: "Known", keys: machine.issue(command).keys };
}

export function setState(machine: Machine, key: Uint8Array, value: Uint8Array): void {
  machine.issue({ _tag: "SetStateCommand", key, value, name: "" });
  machine.state.set(key, value);
}

export function clearState(machine: Machine, key: Uint8Array): void {
  machine.issue({ _tag: "ClearStateCommand", key, name: "" });
  machine.state.clear(key);
}

export function clearAllState(machine: Machine): void {
  machine.issue({ _tag: "ClearAllStateCommand", name: "" });
  machine.state.clearAll();
}

/** How much state came with Start differs between attempts, so that the journal decides first. */
function asksServer(
  machine: Machine,
  lazy: "GetLazyStateCommand" | "GetLazyStateKeysCommand",
  unknown: boolean,
): boolean {
  const stored = machine.nextStored();
  return stored === null ? unknown : stored._tag === lazy;
}
