import { enter } from "./locks.ts";
import type { Move } from "./move.ts";
import { entryName, identityOf } from "./names.ts";
import type { Callee, InvocationRow, Listener } from "./rows.ts";
import { arm } from "./arm-timer.ts";

interface Wanted extends Callee {
  readonly listener: Listener | null;
  readonly startAtMs: number | null;
}

/**
 * An invocation comes to be. What it is made with (its retention, what kind of handler it runs, a
 * number that tells it from earlier ones of its id) is for whoever makes it to choose, once.
 */
export function create(move: Move, id: string, wanted: Wanted): void {
  move.did("identity.create");
  const row = move.done("invocation", id, "");
  if (row === undefined || row === null) {
    return move.refuse("identity.create", `${id} has to be made, and is not`);
  }
  checkWanted(move, row, wanted);
  const { startAtMs, listener } = wanted;
  const { incarnation, target, idempotencyKey } = row;
  const identity = identityOf(target, idempotencyKey);
  const other = identity === null ? undefined : move.state.identities.get(identity);
  if (other !== undefined) {
    move.refuse("identity.create", `${id} is made, and ${other} stands for '${identity}'`);
  }
  const invocation = move.state.admit({
    ...row,
    status: { _tag: "Scheduled", startAtMs: startAtMs ?? move.nowMs },
    epoch: incarnation,
    pin: null,
    listeners: listener === null ? [] : [listener],
    journalLength: 1,
    journalCommands: 1,
    outputIndex: null,
    policyAttempts: 0,
  });
  invocation.remembered = true;
  move.put("invocation", id, "", invocation, false);
  const input = move.done("journal", id, entryName(0));
  const isInput = input?._tag === "Command" && input.completionId === null && input.output === null;
  if (!isInput) return move.refuse("identity.create", `${id} is made without its input`);
  move.put("journal", id, entryName(0), input, false);
  invocation.entries.push(input);
  if (startAtMs === null) enter(move, invocation);
  else arm(move, { _tag: "Start", dueMs: startAtMs, id });
}

function checkWanted(move: Move, row: InvocationRow, wanted: Wanted): void {
  const { id, target, idempotencyKey } = row;
  const key = target._tag === "Service" ? null : target.key;
  const isSame =
    target.service === wanted.service &&
    target.handler === wanted.handler &&
    key === wanted.key &&
    idempotencyKey === wanted.idempotencyKey;
  if (!isSame) {
    move.refuse(
      "identity.create",
      `${id} is not what was asked for, ${wanted.service}/${wanted.handler}`,
    );
  }
}
