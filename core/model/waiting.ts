import type { Combinator } from "../wire/index.ts";
import type { NotificationKey } from "./journal.ts";

/** One thing that a suspended invocation waits for: a notification, or a group of such things. */
export type Waiting = NotificationKey | WaitingGroup;

/** Things waited for together; `combinator` says when the group is settled (wire facts 1.8). */
export interface WaitingGroup {
  readonly combinator: Combinator;
  /** Those that are still open; never empty. */
  readonly of: readonly Waiting[];
}

/** What became of something waited for; "Either" where the combinator is not known here. */
export interface Settled {
  readonly _tag: "Settled";
  readonly as: "Success" | "Failure" | "Either";
  /** Place in the journal of the notification that settled it: of two, the earlier one counts. */
  readonly at: number;
}

export function isSettled(waiting: Waiting | Settled): waiting is Settled {
  return typeof waiting === "object" && "_tag" in waiting;
}

/**
 * What is left to wait for once `resultOf` is known (null for what has not happened), or that
 * nothing is. Results count in the order of the journal, so that it makes no difference whether
 * they are told one by one or all at once; what is settled inside is forgotten (L-WAKE-1).
 */
export function settle(
  waiting: Waiting,
  resultOf: (key: NotificationKey) => Settled | null,
): Waiting | Settled {
  if (typeof waiting === "string") return resultOf(waiting) ?? waiting;
  const { combinator, of } = waiting;
  const open: Waiting[] = [];
  let decided: Settled | null = null;
  let last: Settled | null = null;
  let changed = false;
  for (const child of of) {
    const left = settle(child, resultOf);
    if (left !== child) changed = true;
    if (!isSettled(left)) {
      open.push(left);
      continue;
    }
    if (last === null || left.at > last.at) last = left;
    if (!decides(combinator, left)) continue;
    if (decided === null || left.at < decided.at) decided = left;
  }
  if (decided !== null) return combinator === "Unknown" ? { ...decided, as: "Either" } : decided;
  if (open.length === 0 && last !== null) return { ...last, as: exhausted(combinator) };
  return changed ? { combinator, of: open } : waiting;
}

/** Whether one settled child settles its group, whatever the others come to. */
function decides(combinator: Combinator, { as }: Settled): boolean {
  switch (combinator) {
    case "Unknown":
    case "FirstCompleted":
      return true;
    case "AllCompleted":
      return false;
    case "FirstSucceededOrAllFailed":
      return as !== "Failure";
    case "AllSucceededOrFirstFailed":
      return as !== "Success";
    default:
      return combinator satisfies never;
  }
}

/** What a group comes to where every child is settled and none has decided it. */
function exhausted(combinator: Combinator): Settled["as"] {
  return combinator === "FirstSucceededOrAllFailed" ? "Failure" : "Success";
}

/**
 * What is left of a list of which any one ends the wait, or null where one of them is settled.
 * The list itself is given back where nothing changed.
 */
export function settleAny(
  list: readonly Waiting[],
  resultOf: (key: NotificationKey) => Settled | null,
): readonly Waiting[] | null {
  let changed = false;
  const open: Waiting[] = [];
  for (const each of list) {
    const left = settle(each, resultOf);
    if (isSettled(left)) return null;
    if (left !== each) changed = true;
    open.push(left);
  }
  return changed ? open : list;
}

/** Every notification named anywhere in a list, in order. */
export function waitedKeys(list: readonly Waiting[]): readonly NotificationKey[] {
  return list.flatMap((each) => (typeof each === "string" ? [each] : waitedKeys(each.of)));
}
