import fc from "fast-check";
import { expect, it } from "vitest";
import {
  contentType,
  encodeFrame,
  encodeMessageFrame,
  FrameReader,
  REQUESTED_ACK_FLAG,
} from "../wire/index.ts";
import { Attempt } from "./attempt.ts";
import { conversation, planOf, tree } from "./conversations.fixture.ts";
import {
  type Done,
  ExpectedAttempt,
  type Given,
  RETRY_AFTER_MS,
} from "./expected-attempt.fixture.ts";
import type { AttemptPlan } from "./plan.ts";
import { INPUT } from "./recorded-attempt.fixture.ts";
import type { Proposal } from "./sink.ts";

const BEGAN_MS = 1_000;

/** An attempt that writes down what it does, in the form in which it is expected. */
class Played {
  readonly attempt: Attempt;
  private readonly frames = new FrameReader();
  private done: Done[] = [];

  constructor(plan: AttemptPlan) {
    const note = (what: Done): void => void this.done.push(what);
    this.attempt = new Attempt(
      plan,
      {
        propose: (proposal) => note(withoutText(proposal)),
        write: (bytes) => this.write(bytes),
        closeWrite: () => note("closeWrite"),
        release: () => note("release"),
        abort: () => note("abort"),
      },
      BEGAN_MS,
    );
  }

  taken(): readonly Done[] {
    const { done } = this;
    this.done = [];
    return done;
  }

  take(given: Given, nowMs: number, cut: number): void {
    const { attempt } = this;
    switch (given._tag) {
      case "Head":
        attempt.head(given.status, given.contentType, RETRY_AFTER_MS, nowMs);
        return;
      case "Said": {
        const flags = given.ackRequested ? REQUESTED_ACK_FLAG : 0;
        return this.hear(encodeMessageFrame(given.message, flags), nowMs, cut);
      }
      case "Garbled":
        return this.hear(encodeFrame(given.type, given.payload), nowMs, cut);
      case "EndOfStream":
        return attempt.end();
      case "Broken":
        return attempt.broken("connection reset");
      case "Stored":
        return attempt.deliver(given.entry, nowMs);
      case "CommandStored":
        return attempt.acknowledge(given.index, nowMs);
      case "Clock":
        return attempt.clock(nowMs);
      case "AskToSuspend":
        return attempt.closeWrite(nowMs);
      case "CutOff":
        return attempt.cutOff();
      default:
        return given satisfies never;
    }
  }

  private hear(bytes: Uint8Array, nowMs: number, cut: number): void {
    for (let at = 0; at < bytes.length; at += cut) {
      this.attempt.bytes(bytes.slice(at, at + cut), nowMs);
    }
  }

  private write(bytes: Uint8Array): void {
    this.frames.push(bytes);
    for (let next = this.frames.next(); next?._tag === "Frame"; next = this.frames.next()) {
      this.done.push({ type: next.type, payload: next.payload });
    }
  }
}

/** A fault of the endpoint with its text taken out, which is for people; there must be one. */
function withoutText(proposal: Proposal): Proposal {
  if (proposal._tag !== "AttemptFailed" || proposal.failure.errorCode === null) return proposal;
  expect(proposal.failure.message).not.toBe("");
  return { ...proposal, failure: { ...proposal.failure, message: "" } };
}

it("does in every conversation what the protocol says of it (S-ENDPOINT-1)", () => {
  fc.assert(
    fc.property(conversation, ({ plan, before, isHeadLate, head, rest, cut }) => {
      const played = new Played(plan);
      const expected = new ExpectedAttempt(plan, BEGAN_MS);
      played.attempt.begin();
      expect(played.taken()).toEqual(expected.begin());
      let nowMs = BEGAN_MS;
      const all = [...(isHeadLate ? before : []), head, ...rest];
      for (const given of all) {
        nowMs += given._tag === "Clock" ? given.afterMs : 1;
        played.take(given, nowMs, cut);
        expect(played.taken(), JSON.stringify(given)).toEqual(expected.take(given, nowMs));
        expect(played.attempt.deadlineMs()).toBe(expected.deadlineMs());
      }
    }),
    { numRuns: 500 },
  );
});

it("remembers what the endpoint last said it waits for", () => {
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 3 }), (trees) => {
      const played = new Played(
        planOf(7, { replay: [INPUT], bidirectional: true, inactivityTimeoutMs: 100 }),
      );
      expect(played.attempt.lastAwaitingOn).toBeNull();
      played.take({ _tag: "Head", status: 200, contentType: contentType(7) }, BEGAN_MS, 1);
      for (const awaitingOn of trees) {
        const said = { _tag: "AwaitingOn", awaitingOn, executingSideEffects: true } as const;
        played.take({ _tag: "Said", message: said, ackRequested: false }, BEGAN_MS, 99);
        expect(played.attempt.lastAwaitingOn).toEqual(awaitingOn);
      }
    }),
  );
});
