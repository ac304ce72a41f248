import {
  type Change,
  decodeMessage,
  type Event,
  type InvocationId,
  isStarted,
  MessageType,
  type PeerMessage,
  parseInvocationId,
  partitionKeyOf,
  partitionOf,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

const KILLED = "killed";

/**
 * A kill ends, in one step, the invocation and all that it called on this partition, sends the
 * kill on to those of other partitions, and ends nothing else.
 */
export class KillTreeChecker implements Checker {
  readonly claim = "S-KILL-1";

  transition({ config, ahead }: NodeView, event: Event, { changes }: Transition): void {
    const killed = killedBy(event, changes);
    if (killed === null) {
      // A handler may hand on that what it called was killed.
      if (event._tag === "AttemptEnded") return;
      const [other] = changes.filter(isKilled);
      if (other !== undefined) broken(this.claim, `${other.group} is killed by ${event._tag}`);
      return;
    }
    const tree = new Set<InvocationId>([killed]);
    for (const id of tree) {
      const before = ahead.get("invocation", id, "");
      if (before === undefined || before.status._tag === "Completed") continue;
      if (!changes.some((change) => isEnd(change, id))) {
        broken(this.claim, `${id} lives on, though ${killed} was killed`);
      }
      if (!isStarted(before.status)) continue;
      for (const callee of calleesOf(ahead, id)) {
        const home = partitionOf(partitionKeyOf(callee), config.partition.count);
        if (home === config.partition.index) tree.add(callee);
        else if (!changes.some((change) => isKillFor(change, home, callee))) {
          broken(this.claim, `the kill of ${id} is not sent on to ${callee}`);
        }
      }
    }
    for (const change of changes) {
      if (!isKilled(change) || tree.has(change.group as InvocationId)) continue;
      broken(this.claim, `${change.group} is killed with ${killed}, which never called it`);
    }
  }
}

function killedBy(event: Event, changes: readonly Change[]): InvocationId | null {
  if (event._tag === "Requested") return event.body._tag === "Kill" ? event.body.id : null;
  if (event._tag !== "MessageReceived" || event.message._tag !== "Kill") return null;
  const isTaken = changes.some(({ table, group }) => table === "dedup" && group === "seen");
  return isTaken ? event.message.id : null;
}

/** All that an invocation called or sent, as its journal names them. */
function calleesOf(ahead: NodeView["ahead"], id: InvocationId): readonly InvocationId[] {
  const callees: InvocationId[] = [];
  for (const { value } of ahead.scan("journal", id)) {
    if (value.type !== MessageType.CallInvocationIdNotification) continue;
    const message = decodeMessage(value.type, value.payload);
    if (message._tag !== "Notification" || message.result._tag !== "InvocationId") continue;
    const callee = parseInvocationId(message.result.invocationId);
    if (callee !== null) callees.push(callee);
  }
  return callees;
}

function isEnd(change: Change, id: string): boolean {
  if (change.table !== "invocation" || change.group !== id) return false;
  return change.value === null || change.value.status._tag === "Completed";
}

function isKilled(change: Change): boolean {
  if (change.table !== "invocation" || change.value?.status._tag !== "Completed") return false;
  const { outcome } = change.value.status;
  return outcome._tag === "Failure" && outcome.failure.message === KILLED;
}

function isKillFor(change: Change, to: number, id: InvocationId): boolean {
  if (change.table !== "outbox" || change.group !== String(to) || change.value === null)
    return false;
  const message: PeerMessage = change.value.message;
  return message._tag === "Kill" && message.id === id;
}
