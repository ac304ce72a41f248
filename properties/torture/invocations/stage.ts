import type { IngressClient } from "../client.ts";
import type { Notes } from "../evidence.ts";
import type { Planned } from "../plan.ts";

/** What a planned invocation is carried out with. */
export interface Stage {
  readonly client: IngressClient;
  readonly notes: Notes;
  /** The awakeable on which the handler of this nonce waits, once its ledger line is there. */
  readonly awakeableOf: (nonce: string) => string | undefined;
}

/** One kind of the plan. */
export type PlannedAs<Tag extends Planned["_tag"]> = Extract<Planned, { readonly _tag: Tag }>;
