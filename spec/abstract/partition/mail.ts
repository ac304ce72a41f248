import { takesNext } from "../outbox.ts";
import { resultOf } from "./journal.ts";
import type { Move } from "./move.ts";
import { placeName } from "./names.ts";
import type { Listener, Message, Outcome } from "./rows.ts";

/** Sends a message to where its invocation lives; what stays here is taken later in this step. */
export function send(move: Move, message: Message): void {
  const { places, state } = move;
  const to = places.of(message.id);
  if (to === places.own) {
    move.inbound.push(message);
    return;
  }
  move.did("outbox.send");
  const peer = String(to);
  const before = state.sent.get(peer);
  const sequence = (before ?? 0) + 1;
  state.sent.set(peer, sequence);
  move.put("dedup", "next", peer, sequence, before !== undefined);
  const item = placeName(sequence);
  state.groupOf(state.outboxes, peer).set(item, message);
  move.put("outbox", peer, item, { sequence, message }, false);
}

/** Whoever waits for an outcome is told it. */
export function tellListener(move: Move, listener: Listener, outcome: Outcome): void {
  const { id, incarnation, completionId, notificationType: type } = listener;
  const key = `c${completionId}`;
  send(move, { _tag: "Notify", id, incarnation, type, key, result: resultOf(outcome) });
}

/** A message of another partition: taken once, and in its turn. */
export function receive(
  move: Move,
  { from, sequence, message }: { from: number; sequence: number; message: Message },
): void {
  const peer = String(from);
  const before = move.state.seen.get(peer);
  const seen = before ?? 0;
  if (!takesNext(seen, sequence)) {
    const action = sequence <= seen ? "outbox.again" : "outbox.early";
    move.rest(action, `message ${sequence} of ${from} comes after ${seen}`);
    return;
  }
  move.did("outbox.take");
  move.state.seen.set(peer, sequence);
  move.put("dedup", "seen", peer, sequence, before !== undefined);
  move.inbound.push(message);
}

/** Another partition has taken all up to a message: none of them is needed any more. */
export function acknowledge(move: Move, by: number, sequence: number): void {
  move.did("outbox.acknowledge");
  const peer = String(by);
  const outbox = move.state.outboxes.get(peer);
  const last = placeName(sequence);
  for (const item of [...(outbox?.keys() ?? [])]) {
    if (item > last) continue;
    outbox?.delete(item);
    move.remove("outbox", peer, item);
  }
}
