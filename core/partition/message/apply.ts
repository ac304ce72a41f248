import type { PeerMessage } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { killInvocation } from "../lifecycle/kill.ts";
import { applyAttach } from "./attach.ts";
import { applyInvoke } from "./invoke.ts";
import { applyNotify } from "./apply-notify.ts";

/** Takes one message to an invocation of this partition. */
export function applyMessage(draft: Draft, message: PeerMessage): void {
  switch (message._tag) {
    case "Invoke":
      return applyInvoke(draft, message);
    case "Notify":
      return applyNotify(draft, message);
    case "Attach":
      return applyAttach(draft, message);
    case "Kill": {
      const invocation = draft.invocation(message.id);
      if (invocation !== undefined) killInvocation(draft, invocation);
      return;
    }
    default:
      return message satisfies never;
  }
}
