import type { Reply, RequestId } from "../engine/request.ts";
import type { InvocationId } from "../ids/index.ts";
import type { JournalEntry, PeerMessage } from "../model/index.ts";

/** One thing the host must do once the changes it came with are durable (S-GATE-1). */
export type Action =
  /** Run an attempt that replays the first `entries` journal entries. */
  | {
      readonly _tag: "StartAttempt";
      readonly id: InvocationId;
      readonly epoch: number;
      readonly entries: number;
    }
  | { readonly _tag: "AbortAttempt"; readonly id: InvocationId; readonly epoch: number }
  /** Tell the running attempt of a notification that was stored. */
  | {
      readonly _tag: "Deliver";
      readonly id: InvocationId;
      readonly epoch: number;
      readonly index: number;
      readonly entry: Extract<JournalEntry, { _tag: "Notification" }>;
    }
  /** Tell the running attempt that a command it wanted acknowledged is stored. */
  | {
      readonly _tag: "AckCommand";
      readonly id: InvocationId;
      readonly epoch: number;
      readonly commandIndex: number;
    }
  | { readonly _tag: "Answer"; readonly request: RequestId; readonly reply: Reply }
  /** Let a client wait for the end of an invocation. */
  | { readonly _tag: "Await"; readonly request: RequestId; readonly id: InvocationId }
  /** Answer every client that waits for this invocation. */
  | { readonly _tag: "Completed"; readonly id: InvocationId; readonly reply: Reply }
  | {
      readonly _tag: "SendMessage";
      readonly to: number;
      readonly sequence: number;
      readonly message: PeerMessage;
    }
  | { readonly _tag: "TakeMessage"; readonly from: number; readonly sequence: number }
  | { readonly _tag: "Arm"; readonly dueMs: number };
