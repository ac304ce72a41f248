import { type ClientRequest, rejection, type Reply, type RequestId } from "../../engine/request.ts";
import type { Draft } from "../draft.ts";
import { outcomeResult, signalNotification } from "../message/notification.ts";
import { registerDeployment } from "../registry/register.ts";
import { removeDeployment } from "../registry/remove.ts";
import { attach, lookup, output } from "./attach.ts";
import { acceptCall, acceptSend } from "./accept.ts";
import { cancel, kill, purge } from "./operate.ts";
import { pause } from "./pause.ts";
import { purgeJournal } from "./purge-journal.ts";
import { restartAsNew } from "./restart-as-new.ts";
import { resume } from "./resume.ts";

/** Serves a client's request: at once, or, where it has to wait, by an `Await` action. */
export function answerRequest(draft: Draft, request: RequestId, body: ClientRequest): void {
  const reply = serve(draft, request, body);
  if (reply !== null) draft.act({ _tag: "Answer", request, reply });
}

/** The reply, or null where the client has to wait for an invocation's end. */
function serve(draft: Draft, request: RequestId, body: ClientRequest): Reply | null {
  switch (body._tag) {
    case "Call":
      return acceptCall(draft, request, body);
    case "Send":
      return acceptSend(draft, body);
    case "Attach":
      return attach(draft, request, body.ref);
    case "Output":
      return output(draft, body.ref);
    case "Lookup":
      return lookup(draft, body.ref);
    case "CompleteAwakeable": {
      const signal = { _tag: "Signal", index: body.signalIndex } as const;
      const result = outcomeResult(body.outcome);
      draft.send(signalNotification(body.id, signal, result));
      return { _tag: "Done" };
    }
    case "Cancel":
      return cancel(draft, body.id);
    case "Kill":
      return kill(draft, body.id);
    case "Purge":
      return purge(draft, body.id);
    case "PurgeJournal":
      return purgeJournal(draft, body.id);
    case "Pause":
      return pause(draft, body.id);
    case "Resume":
      return resume(draft, body.id, body.deployment);
    case "RestartAsNew":
      return restartAsNew(draft, body);
    case "RegisterDeployment":
      return registerDeployment(draft, body);
    case "RemoveDeployment":
      return removeDeployment(draft, body.id);
    default:
      body satisfies never;
      return rejection(500, "unknown request");
  }
}
