import { arm } from "./arm-timer.ts";
import { ALREADY_COMPLETED } from "./complete.ts";
import type { Command, Happening } from "./happenings.ts";
import { call, oneWayCall } from "./call.ts";
import { answer, heard, resultOf, store } from "./journal.ts";
import { send, tellListener } from "./mail.ts";
import type { Move } from "./move.ts";
import { entryName, TOLD } from "./names.ts";
import { AT_FAULT, fail } from "./retry.ts";
import type { Listener } from "./rows.ts";
import { sameContent } from "./same.ts";
import type { Invocation } from "./state.ts";

type Proposed = Extract<Happening, { readonly _tag: "CommandProposed" }>;
type CommandOf<K extends Command["_tag"]> = Extract<Command, { readonly _tag: K }>;

/**
 * An attempt says the next thing that it does: it is stored and done, or it ends the attempt. The
 * first that is stored binds the invocation to where the attempt runs (S-PIN-1).
 */
export function propose(move: Move, event: Proposed): void {
  const invocation = heard(move, event);
  if (invocation === null) return;
  const { id, journalLength } = invocation;
  const { command, payload, completionId } = event;
  const entry = move.done("journal", id, entryName(journalLength));
  if (entry?._tag !== "Command" || !sameContent(entry.payload, payload)) {
    move.did("retry.refuse");
    fail(move, invocation, AT_FAULT);
    return;
  }
  checkAllowed(move, invocation, command);
  invocation.pin ??= event.pin;
  const output = command._tag === "Output" ? command.output : null;
  store(move, invocation, { _tag: "Command", payload, completionId, output });
  carryOut(move, invocation, command);
}

/** What no partition takes from a handler that has no key, or may not write. */
function checkAllowed(move: Move, { id, target }: Invocation, { _tag }: Command): void {
  const isState = _tag.endsWith("State") || _tag === "GetStateKeys";
  const isWrite = _tag === "SetState" || _tag === "ClearState" || _tag === "ClearAllState";
  if (isState && target._tag === "Service") {
    move.refuse("journal.store", `${id} has no key, and so no state for ${_tag}`);
  }
  if (isWrite && target._tag !== "Service" && target.access === "Shared") {
    move.refuse("journal.store", `${id} is shared, and may not do ${_tag}`);
  }
  if (_tag.endsWith("Promise") && target._tag !== "Workflow") {
    move.refuse("journal.store", `${id} is no workflow, and has no promises for ${_tag}`);
  }
}

function carryOut(move: Move, invocation: Invocation, command: Command): void {
  const { id, incarnation, object } = invocation;
  switch (command._tag) {
    case "Sleep": {
      const { dueMs, completionId } = command;
      return arm(move, { _tag: "Sleep", dueMs, id, incarnation, completionId });
    }
    case "Call":
      return call(move, invocation, command);
    case "OneWayCall":
      return oneWayCall(move, invocation, command);
    case "Signal": {
      if (command.id === null) return;
      move.did("trees.tell");
      const { key, result } = command;
      const to = { id: command.id, incarnation: null };
      return send(move, { _tag: "Notify", ...to, type: TOLD.signalled, key, result });
    }
    case "Attach":
    case "GetOutput": {
      if (command.id === null) return;
      const wait = command._tag === "Attach";
      const type = wait ? TOLD.attached : TOLD.output;
      const listener = listenerOf(invocation, command.completionId, type);
      return send(move, { _tag: "Attach", id: command.id, listener, wait });
    }
    case "GetPromise":
    case "PeekPromise":
    case "CompletePromise":
      return object === null ? undefined : touchPromise(move, invocation, object, command);
    case "GetState":
    case "GetStateKeys":
    case "SetState":
    case "ClearState":
    case "ClearAllState":
      return object === null ? undefined : touchState(move, invocation, object, command);
    case "Output":
    case "Other":
      return;
    default:
      return command satisfies never;
  }
}

function listenerOf(
  { id, incarnation }: Invocation,
  completionId: number,
  notificationType: number,
): Listener {
  return { id, incarnation, completionId, notificationType };
}

function touchPromise(
  move: Move,
  invocation: Invocation,
  object: string,
  command: CommandOf<"GetPromise" | "PeekPromise" | "CompletePromise">,
): void {
  const { name, completionId } = command;
  const promises = move.state.groupOf(move.state.promises, object);
  const found = promises.get(name);
  switch (command._tag) {
    case "PeekPromise": {
      move.did("waits.peek");
      const result =
        found?._tag === "Completed" ? resultOf(found.outcome) : ({ _tag: "Void" } as const);
      return answer(move, invocation, completionId, TOLD.promisePeeked, result);
    }
    case "GetPromise": {
      if (found?._tag === "Completed") {
        move.did("waits.answer");
        return answer(move, invocation, completionId, TOLD.promise, resultOf(found.outcome));
      }
      move.did("waits.ask");
      const listener = listenerOf(invocation, completionId, TOLD.promise);
      const pending = {
        _tag: "Pending",
        listeners: [...(found?.listeners ?? []), listener],
      } as const;
      promises.set(name, pending);
      return move.put("promise", object, name, pending, found !== undefined);
    }
    case "CompletePromise": {
      if (found?._tag === "Completed") {
        move.did("waits.refuse");
        const refused = resultOf(ALREADY_COMPLETED);
        return answer(move, invocation, completionId, TOLD.promiseCompleted, refused);
      }
      move.did("waits.complete");
      const { outcome } = command;
      const completed = { _tag: "Completed", outcome } as const;
      promises.set(name, completed);
      move.put("promise", object, name, completed, found !== undefined);
      answer(move, invocation, completionId, TOLD.promiseCompleted, { _tag: "Void" });
      for (const listener of found?.listeners ?? []) tellListener(move, listener, outcome);
      return;
    }
    default:
      return command satisfies never;
  }
}

/** Reads find the last write before them, and each write is a row from then on (S-STATE-1). */
function touchState(
  move: Move,
  invocation: Invocation,
  object: string,
  command: CommandOf<"GetState" | "GetStateKeys" | "SetState" | "ClearState" | "ClearAllState">,
): void {
  const values = move.state.groupOf(move.state.values, object);
  switch (command._tag) {
    case "GetState": {
      move.did("state.read");
      const value = values.get(command.name);
      const result = value === undefined ? VOID : ({ _tag: "Value", value } as const);
      return answer(move, invocation, command.completionId, TOLD.state, result);
    }
    case "GetStateKeys": {
      move.did("state.read");
      const names = [...values.keys()].sort();
      const result = { _tag: "StateKeys", names } as const;
      return answer(move, invocation, command.completionId, TOLD.stateKeys, result);
    }
    case "SetState":
      move.did("state.set");
      move.put("state", object, command.name, command.value, values.has(command.name));
      values.set(command.name, command.value);
      return;
    case "ClearState":
      move.did("state.clear");
      if (values.delete(command.name)) move.remove("state", object, command.name);
      return;
    case "ClearAllState":
      move.did("state.clear");
      for (const name of values.keys()) move.remove("state", object, name);
      values.clear();
      return;
    default:
      return command satisfies never;
  }
}

const VOID = { _tag: "Void" } as const;
