import type { Machine } from "../checker/machine.ts";

/** Messages are numbered from 1 as they are sent; those up to `taken` have had their effect. */
export interface MailState {
  readonly sent: number;
  readonly taken: number;
}

export interface MailStep {
  readonly do: "send" | "take";
}

export interface MailScope {
  readonly count: number;
}

/** The scope of spec/quint/L0/mail.qnt. */
export const MAIL_SCOPE: MailScope = { count: 5 };

/** L0, fault-free: exactly once, in order; the twin of spec/quint/L0/mail.qnt. */
export function mailMachine({ count }: MailScope): Machine<MailState, MailStep> {
  return {
    name: "mail",
    initial: { sent: 0, taken: 0 },
    choices: () => [{ do: "send" }, { do: "take" }],
    act: (s, step) => {
      if (step.do === "send") return s.sent < count ? { ...s, sent: s.sent + 1 } : null;
      return s.taken < s.sent ? { ...s, taken: s.taken + 1 } : null;
    },
    always: { "S-OUTBOX-1": (s) => s.taken <= s.sent },
    inTheEnd: { "L-RECOVER-1": (s) => s.taken === s.sent },
    faults: ["send"],
    reached: { allTaken: (s) => s.taken === count },
  };
}
