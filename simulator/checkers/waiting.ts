import {
  type Change,
  decodeMessage,
  type Event,
  type Invocation,
  type InvocationId,
  journalItem,
  type Transition,
  type Waiting,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** What something that is waited for came to, and the journal index that settled it. */
interface Verdict {
  readonly as: "Success" | "Failure" | "Either";
  readonly at: number;
}

/**
 * A suspended invocation is started again by what settles the tree that it gave, and by nothing
 * before that. The tree is judged anew each time, from everything that is stored.
 */
export class WaitingChecker implements Checker {
  readonly claim = "S-WAKE-1";
  /** By invocation: what its last attempt said it waits for. */
  private readonly waiting = new Map<InvocationId, readonly Waiting[]>();

  transition({ ahead }: NodeView, event: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table !== "invocation" || change.value === null) continue;
      const { value: after } = change;
      const before = ahead.get("invocation", after.id, "");
      const suspends = event._tag === "AttemptSuspended" && event.id === after.id;
      if (suspends) this.waiting.set(after.id, event.waitingFor);
      if (!suspends && before?.status._tag !== "Suspended") continue;
      this.judge(ahead, changes, after, event);
    }
  }

  private judge(
    ahead: NodeView["ahead"],
    changes: readonly Change[],
    { id, status }: Invocation,
    event: Event,
  ): void {
    const list = this.waiting.get(id);
    if (list === undefined || (status._tag !== "Suspended" && status._tag !== "Invoked")) return;
    const settled = list.some((each) => verdict(each, ahead, changes, id) !== null);
    if (settled && status._tag === "Suspended") {
      broken("L-WAKE-1", `${id} stays suspended, though what it waits for is settled`);
    }
    if (settled || status._tag === "Suspended" || event._tag === "Requested") return;
    broken(this.claim, `${id} is started again before what it waits for is settled`);
  }
}

function verdict(
  waiting: Waiting,
  ahead: NodeView["ahead"],
  changes: readonly Change[],
  id: InvocationId,
): Verdict | null {
  if (typeof waiting === "string") return stored(waiting, ahead, changes, id);
  const of = waiting.of.map((each) => verdict(each, ahead, changes, id));
  const done = of.filter((each) => each !== null).sort((a, b) => a.at - b.at);
  const [first] = done;
  const last = done.length === of.length ? done.at(-1) : undefined;
  switch (waiting.combinator) {
    case "Unknown":
      return first === undefined ? null : { ...first, as: "Either" };
    case "FirstCompleted":
      return first ?? null;
    case "AllCompleted":
      return last === undefined ? null : { ...last, as: "Success" };
    case "FirstSucceededOrAllFailed":
      return done.find(({ as }) => as !== "Failure") ?? last ?? null;
    case "AllSucceededOrFirstFailed":
      return done.find(({ as }) => as !== "Success") ?? last ?? null;
    default:
      return waiting.combinator satisfies never;
  }
}

function stored(
  key: string,
  ahead: NodeView["ahead"],
  changes: readonly Change[],
  id: InvocationId,
): Verdict | null {
  const own = changes.find((each) => is(each, "notification", id, key));
  const at = own === undefined ? ahead.get("notification", id, key) : (own.value as number);
  if (typeof at !== "number") return null;
  const item = journalItem(at);
  const put = changes.find((each) => is(each, "journal", id, item));
  const entry = put?.table === "journal" ? put.value : ahead.get("journal", id, item);
  if (entry === undefined || entry === null) return null;
  const message = decodeMessage(entry.type, entry.payload);
  const fails = message._tag === "Notification" && message.result._tag === "Failure";
  return { as: fails ? "Failure" : "Success", at };
}

function is(change: Change, table: Change["table"], group: string, item: string): boolean {
  return change.table === table && change.group === group && change.item === item;
}
