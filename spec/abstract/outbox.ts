import type { Machine } from "../checker/machine.ts";
import { exclude, include, isIn, same, type SetOf } from "./collections.ts";
import type { MailScope } from "./mail.ts";

interface Receiver {
  readonly seen: number;
  readonly effects: readonly number[];
}

export interface OutboxState {
  /** The sending partition: the last number it gave, and what waits in its outbox. */
  readonly sent: number;
  readonly outbox: SetOf<number>;
  /** The network: whatever was sent may arrive now, later, again or never. */
  readonly messages: SetOf<number>;
  readonly acks: SetOf<number>;
  /** The receiving partition, and the acknowledgements that wait for its disk. */
  readonly disk: Receiver;
  readonly ahead: Receiver;
  readonly gated: SetOf<number>;
}

export type OutboxStep =
  | { readonly do: "send" | "commit" | "crash" }
  | { readonly do: "resend" | "lose" | "arrive" | "acknowledge"; readonly n: number };

/** Whether message `n` is the next to take, where those up to `seen` have been (S-OUTBOX-1). */
export function takesNext(seen: number, n: number): boolean {
  return n === seen + 1;
}

/** The scope of spec/quint/L1/outbox.qnt. */
export const OUTBOX_SCOPE: MailScope = { count: 4 };

/** L1: outbox, dedup and acknowledgements; the twin of spec/quint/L1/outbox.qnt. */
export function outboxMachine({ count }: MailScope): Machine<OutboxState, OutboxStep> {
  const numbers = Array.from({ length: count }, (_, n) => n + 1);
  const choices: OutboxStep[] = [
    ...(["send", "commit", "crash"] as const).map((name) => ({ do: name })),
    ...(["resend", "lose", "arrive", "acknowledge"] as const).flatMap((name) =>
      numbers.map((n) => ({ do: name, n })),
    ),
  ];
  const nothing: Receiver = { seen: 0, effects: [] };
  return {
    name: "outbox",
    initial: {
      sent: 0,
      outbox: [],
      messages: [],
      acks: [],
      disk: nothing,
      ahead: nothing,
      gated: [],
    },
    choices: () => choices,
    act: (s, step) =>
      "n" in step ? actOnMessage(s, step.do, step.n) : actAlone(s, step.do, count),
    always: {
      "S-OUTBOX-1": ({ disk, sent, outbox }) =>
        disk.effects.every((effect, n) => effect === n + 1) &&
        disk.effects.length === disk.seen &&
        disk.seen <= sent &&
        numbers.every((n) => n > sent || n <= disk.seen || isIn(outbox, n)),
    },
    inTheEnd: { "L-RECOVER-1": (s) => s.disk.seen === s.sent && s.outbox.length === 0 },
    faults: ["send", "lose", "crash"],
    reached: {
      allTaken: (s) => s.disk.seen === count && s.outbox.length === 0,
      repeats: (s) => s.messages.some((n) => n <= s.disk.seen && !isIn(s.outbox, n)),
      early: (s) => s.messages.some((n) => n > s.ahead.seen + 1),
    },
  };
}

function actAlone(
  s: OutboxState,
  name: "send" | "commit" | "crash",
  count: number,
): OutboxState | null {
  switch (name) {
    case "send": {
      const n = s.sent + 1;
      if (n > count) return null;
      return { ...s, sent: n, outbox: include(s.outbox, n), messages: include(s.messages, n) };
    }
    case "commit":
      if (s.gated.length === 0) return null;
      return { ...s, disk: s.ahead, gated: [], acks: include(s.acks, ...s.gated) };
    case "crash":
      if (same(s.ahead, s.disk) && s.gated.length === 0) return null;
      return { ...s, ahead: s.disk, gated: [] };
    default:
      return name satisfies never;
  }
}

function actOnMessage(
  s: OutboxState,
  name: "resend" | "lose" | "arrive" | "acknowledge",
  n: number,
): OutboxState | null {
  const isThere = isIn(s.messages, n);
  switch (name) {
    case "resend":
      if (isThere || !isIn(s.outbox, n)) return null;
      return { ...s, messages: include(s.messages, n) };
    case "lose":
      if (!isThere && !isIn(s.acks, n)) return null;
      return { ...s, messages: exclude(s.messages, n), acks: exclude(s.acks, n) };
    case "arrive": {
      const { ahead } = s;
      if (!isThere || n > ahead.seen + 1) return null;
      const gated = include(s.gated, n);
      if (!takesNext(ahead.seen, n)) return { ...s, gated };
      return { ...s, gated, ahead: { seen: n, effects: [...ahead.effects, n] } };
    }
    case "acknowledge":
      if (!isIn(s.acks, n)) return null;
      return { ...s, acks: exclude(s.acks, n), outbox: s.outbox.filter((m) => m > n) };
    default:
      return name satisfies never;
  }
}
