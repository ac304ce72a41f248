import type { IngressClient } from "../client.ts";
import type { Notes } from "../evidence.ts";

/** What a planned invocation is carried out with. */
export interface Stage {
  readonly client: IngressClient;
  readonly notes: Notes;
  /** The awakeable on which the handler of this nonce waits, once its ledger line is there. */
  readonly awakeableOf: (nonce: string) => string | undefined;
}
