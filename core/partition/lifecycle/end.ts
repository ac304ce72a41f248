import { journalItem } from "../../model/index.ts";
import { decodeMessage, MessageType } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import type { Event } from "../event.ts";
import { complete } from "./complete.ts";
import { retryOrGiveUp } from "./fail.ts";
import { heard } from "./heard.ts";

/** A handler came to its end: the Output command it stored is the outcome (wire facts 1.6). */
export function endAttempt(draft: Draft, event: Extract<Event, { _tag: "AttemptEnded" }>): void {
  const invocation = heard(draft, event);
  if (invocation === null) return;
  const { id, outputIndex } = invocation;
  const entry =
    outputIndex === null ? undefined : draft.get("journal", id, journalItem(outputIndex));
  const output = entry && decodeMessage(MessageType.OutputCommand, entry.payload);
  if (output?._tag === "OutputCommand") {
    const { result } = output;
    complete(
      draft,
      invocation,
      result._tag === "Value" ? { _tag: "Success", value: result.value } : result,
    );
    return;
  }
  retryOrGiveUp(draft, invocation, {
    failure: {
      code: 571,
      errorCode: "RT0012",
      message:
        "the endpoint sent End without an Output command before it; " +
        "a handler's result or terminal failure has to be in the journal first",
      stacktrace: "",
      relatedCommand: null,
    },
    nextRetryDelayMs: null,
    behavior: "Retry",
    countsForHandler: true,
  });
}
