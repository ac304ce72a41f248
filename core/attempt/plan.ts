import type { InvocationId } from "../ids/index.ts";
import type { JournalEntry, Pin } from "../model/index.ts";
import type { ProtocolVersion, Start } from "../wire/index.ts";

/** All that one attempt is run with; fixed when it begins. */
export interface AttemptPlan {
  readonly id: InvocationId;
  readonly epoch: number;
  readonly pin: Pin & { readonly protocolVersion: ProtocolVersion };
  /** False where the endpoint can be told nothing after the replay (wire facts 1.6, 4b). */
  readonly bidirectional: boolean;
  readonly inactivityTimeoutMs: number;
  readonly abortTimeoutMs: number;
  readonly maxMessageBytes: number;
  readonly start: Start;
  /** The entries that are replayed, in order; the first is the Input command. */
  readonly replay: readonly JournalEntry[];
}
