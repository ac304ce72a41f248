import type { Command } from "./happenings.ts";
import { tell } from "./journal.ts";
import { send } from "./mail.ts";
import type { Move } from "./move.ts";
import { identityOf, TOLD } from "./names.ts";
import type { Callee, Listener, Target } from "./rows.ts";
import type { Invocation } from "./state.ts";

type CommandOf<K extends Command["_tag"]> = Extract<Command, { readonly _tag: K }>;

/** A handler calls another, and its outcome will be told. */
export function call(move: Move, caller: Invocation, command: CommandOf<"Call">): void {
  move.did("trees.call");
  const { id, incarnation } = caller;
  const { completionId } = command;
  const notificationType = TOLD.called;
  invoke(move, caller, command, null, { id, incarnation, completionId, notificationType });
}

/** A handler sends to another; nothing comes back but who that is. */
export function oneWayCall(move: Move, caller: Invocation, command: CommandOf<"OneWayCall">): void {
  move.did("trees.send");
  invoke(move, caller, command, command.startAtMs, null);
}

function invoke(
  move: Move,
  caller: Invocation,
  command: CommandOf<"Call" | "OneWayCall">,
  startAtMs: number | null,
  listener: Listener | null,
): void {
  const { service, key, handler, idempotencyKey } = command;
  const id = calleeOf(move, caller, command, listener);
  if (id === null) {
    return move.refuse(move.by, `${caller.id} calls ${service}/${handler}, and nobody is called`);
  }
  tell(move, caller, `c${command.idCompletionId}`, TOLD.callee, { _tag: "InvocationId", id });
  const callee = { service, key, handler, idempotencyKey };
  send(move, { _tag: "Invoke", id, ...callee, listener, startAtMs });
}

/**
 * Whom a call reaches: a number is drawn for it unless a key makes it unique, so this is read from
 * what was really done: the id that is told, whoever is made, sent to, or listened to.
 */
function calleeOf(
  move: Move,
  caller: Invocation,
  { service, key, handler, idempotencyKey, idCompletionId }: Callee & { idCompletionId: number },
  listener: Listener | null,
): string | null {
  const { invocations, identities } = move.state;
  const toldUnder = `c${idCompletionId}`;
  if (!caller.stored.has(toldUnder)) {
    for (const { table, group, value } of move.changes) {
      if (table !== "journal" || group !== caller.id || value?._tag !== "Notification") continue;
      if (value.key === toldUnder && value.result._tag === "InvocationId") return value.result.id;
    }
    return null;
  }
  for (const { table, group, value } of move.changes) {
    if (table === "outbox" && value?.message._tag === "Invoke") return value.message.id;
    if (table !== "invocation" || value === null || value.target.service !== service) continue;
    const before = invocations.get(group);
    if (before === undefined) return group;
    if (listener !== null && value.listeners.length > before.listeners.length) return group;
  }
  const target: Target =
    key === null
      ? { _tag: "Service", service, handler }
      : { _tag: "Workflow", service, key, handler, access: "Run" };
  const keyed = identityOf(target, null);
  const shared = { ...target, access: "Shared" } as Target;
  const idempotent = idempotencyKey === null ? null : identityOf(shared, idempotencyKey);
  return identities.get(idempotent ?? "") ?? identities.get(keyed ?? "") ?? null;
}
