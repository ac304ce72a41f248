import type { Answer } from "./agreed.ts";
import type { Reply } from "./client.ts";
import type { LedgerLine } from "./ledger.ts";

/** What became of one request. */
export type Outcome =
  | { readonly _tag: "Answered"; readonly answer: Answer }
  | { readonly _tag: "Failed"; readonly status: number; readonly message: string };

/** What the answer of an invocation has to say. */
export type Expected =
  | { readonly _tag: "Value"; readonly value: string }
  | { readonly _tag: "Refusal"; readonly status: number; readonly message: string }
  /** Its place among the calls counted by this counter. */
  | { readonly _tag: "Counted"; readonly key: string }
  /** The payload of whichever of these releases came first. */
  | { readonly _tag: "Released" };

/** One invocation that a client or a handler asked for, and what is known of it so far. */
export interface Asked {
  readonly nonce: string;
  /** How many runs its handler has, one after the other. */
  readonly steps: number;
  /** Its handler may not be entered before this time; 0 if it may at once. */
  readonly notBeforeMs: number;
  readonly expected: Expected;
  /** How many answers its clients wait for. */
  readonly wanted: number;
  /** Given to clients, or to the handler that called it. */
  readonly outcomes: Outcome[];
  /** False if its client never learnt whether it was accepted: it may have run or not. */
  certain: boolean;
}

/** A read of a counter by a client that knew it to be at least so high. */
export interface Read {
  readonly nonce: string;
  readonly key: string;
  readonly atLeast: number;
  readonly text: string;
}

/** An attempt to release a flow, and whether it was told that it came first. */
export interface Released {
  readonly nonce: string;
  readonly payload: string;
  readonly first: boolean;
}

/** What a counter held when all was over. */
export interface Final {
  readonly key: string;
  readonly count: number;
  readonly counted: readonly string[];
}

/** All that a round leaves behind to be judged. */
export interface Evidence {
  readonly ledger: readonly LedgerLine[];
  readonly asked: readonly Asked[];
  readonly reads: readonly Read[];
  readonly released: readonly Released[];
  readonly finals: readonly Final[];
  /** Faults that were seen when they happened, each in words. */
  readonly faults: readonly string[];
}

/** The evidence of a round while it is gathered. */
export class Notes {
  readonly asked: Asked[] = [];
  readonly reads: Read[] = [];
  readonly released: Released[] = [];
  readonly finals: Final[] = [];
  readonly faults: string[] = [];

  /** Notes an invocation before it is asked for, so that whatever it does is known to be its. */
  ask(asked: Pick<Asked, "nonce" | "steps" | "expected"> & Partial<Asked>): Asked {
    const noted: Asked = { notBeforeMs: 0, wanted: 0, outcomes: [], certain: true, ...asked };
    this.asked.push(noted);
    return noted;
  }

  /** What was noted, beside what the ledger says. */
  evidence(ledger: readonly LedgerLine[]): Evidence {
    const { asked, reads, released, finals, faults } = this;
    return { ledger, asked, reads, released, finals, faults };
  }

  /** How many requests wait for an answer now. */
  unanswered(): number {
    const missing = this.asked.map((one) => Math.max(0, one.wanted - one.outcomes.length));
    return missing.reduce((sum, count) => sum + count, 0);
  }

  /** The highest count that any client has been told of this counter. */
  highestCount(key: string): number {
    let highest = 0;
    for (const { expected, outcomes } of this.asked) {
      if (expected._tag !== "Counted" || expected.key !== key) continue;
      for (const outcome of outcomes) {
        if (outcome._tag === "Answered") highest = Math.max(highest, Number(outcome.answer.value));
      }
    }
    return highest;
  }
}

/** Reads a reply as an answer; any other than a success keeps its status and message. */
export function outcomeOf({ status, headers, text }: Reply): Outcome {
  if (status === 200) return { _tag: "Answered", answer: JSON.parse(text) as Answer };
  const json = headers["content-type"]?.startsWith("application/json") === true;
  const message = json ? (JSON.parse(text) as { message: string }).message : text;
  return { _tag: "Failed", status, message };
}
