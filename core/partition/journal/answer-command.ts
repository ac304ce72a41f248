import type { Invocation } from "../../model/index.ts";
import { encodeMessage, type NotificationResult } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import { appendNotification } from "./append.ts";

/** Answers a command in the step that stored it: the notification follows it in the journal. */
export function answerCommand(
  draft: Draft,
  invocation: Invocation,
  type: number,
  { resultCompletionId }: { readonly resultCompletionId: number },
  result: NotificationResult,
): void {
  const id = { _tag: "Completion", completionId: resultCompletionId } as const;
  const payload = encodeMessage({ _tag: "Notification", type, id, result });
  appendNotification(draft, invocation, type, id, payload);
}
