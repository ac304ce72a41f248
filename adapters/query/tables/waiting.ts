import { type NotificationKey, type Waiting, waitedKeys } from "@holdfast/core";
import type { QueryRow } from "../query-table.ts";

/** What a suspended invocation waits for. */
export function waitingCells(waitingFor: readonly Waiting[]): QueryRow {
  const keys = waitedKeys(waitingFor);
  return {
    suspended_waiting_for_completions: numbersAfter("c", keys),
    suspended_waiting_for_signals: numbersAfter("s", keys),
    suspended_waiting_future_json: JSON.stringify({ Unknown: waitingFor.map(futureOf) }),
  };
}

function numbersAfter(letter: string, keys: readonly NotificationKey[]): string | null {
  const numbers = keys.filter((key) => key.startsWith(letter)).map((key) => Number(key.slice(1)));
  return numbers.length === 0 ? null : JSON.stringify(numbers);
}

function futureOf(waiting: Waiting): unknown {
  if (typeof waiting !== "string") return { [waiting.combinator]: waiting.of.map(futureOf) };
  const name = waiting.slice(1);
  switch (waiting[0]) {
    case "c":
      return { Single: { CompletionId: Number(name) } };
    case "s":
      return { Single: { SignalIndex: Number(name) } };
    default:
      return { Single: { SignalName: name } };
  }
}
