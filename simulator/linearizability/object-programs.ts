import { decodeUtf8, type Invocation, type InvocationStatus } from "@holdfast/core";
import type { Program } from "../workload/services.ts";
import type { Step } from "../workload/step.ts";

type State = Readonly<Record<string, unknown>>;
type ObjectTarget = Extract<Invocation["target"], { _tag: "Object" }>;

/** One access to state: what it sees there, as text, and the state after it. */
type Access = (state: State) => { readonly sees: string; readonly state: State };

/** The states that an object can be in after an operation, from the one before. */
export type Effects = (state: string) => readonly string[];

/**
 * What an ended invocation of a simulated object can have done to its state, by what it gave;
 * one that ended without a word of its own may have come as far as any of its steps. Null for
 * handlers that have nothing to do with state.
 */
export function effectsOf(
  { service, handler }: ObjectTarget,
  input: unknown,
  status: InvocationStatus | null,
): Effects | null {
  // Others give whatever they like, maybe no JSON.
  if (service !== "Counter" && service !== "Box") return null;
  const result = resultOf(status);
  if (service === "Counter" && handler === "add") {
    const value = result === null ? null : (result as { readonly value: number }).value;
    return afterAddition(value);
  }
  if (service === "Counter" && handler === "get") return afterLook(result, status);
  if (service !== "Box") return null;
  const seen = result === null ? null : (result as { readonly seen: readonly unknown[] }).seen;
  return afterProgram((input as Program).steps, seen);
}

/** What a successful invocation gave, or null where it gave nothing or that is not known. */
function resultOf(status: InvocationStatus | null): unknown {
  if (status?._tag !== "Completed" || status.outcome._tag === "Failure") return null;
  return JSON.parse(decodeUtf8(status.outcome.value));
}

function afterAddition(value: number | null): Effects {
  return (text) => {
    const state = read(text);
    const next = Number(state["n"] ?? 0) + 1;
    const after = write({ ...state, n: next });
    if (value === null) return [text, after];
    return value === next ? [after] : [];
  };
}

function afterLook(result: unknown, status: InvocationStatus | null): Effects {
  const isKnown = status?._tag === "Completed" && status.outcome._tag === "Success";
  return (text) => {
    if (!isKnown) return [text];
    return JSON.stringify(result) === JSON.stringify(read(text)["n"] ?? null) ? [text] : [];
  };
}

function afterProgram(steps: readonly Step[], seen: readonly unknown[] | null): Effects {
  const accesses = steps.map(accessOf);
  return (text) => {
    let state = read(text);
    const passed = [text];
    for (const [at, access] of accesses.entries()) {
      if (access === null) continue;
      const { sees, state: after } = access(state);
      if (seen !== null && sees !== JSON.stringify(seen[at] ?? null)) return [];
      state = after;
      passed.push(write(after));
    }
    return seen === null ? [...new Set(passed)] : [write(state)];
  };
}

function accessOf(step: Step): Access | null {
  switch (step.do) {
    case "put":
      return (state) => ({ sees: "null", state: { ...state, [step.key]: step.value } });
    case "take":
      return (state) => ({ sees: JSON.stringify(state[step.key] ?? null), state });
    case "keys":
      return (state) => ({ sees: JSON.stringify(Object.keys(state).toSorted()), state });
    case "clear":
      return (state) => {
        const left = Object.entries(state).filter(([key]) => step.key !== null && key !== step.key);
        return { sees: "null", state: Object.fromEntries(left) };
      };
    default:
      return null;
  }
}

function read(text: string): State {
  return JSON.parse(text) as State;
}

/** One text for one state. */
function write(state: State): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(state).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
}
