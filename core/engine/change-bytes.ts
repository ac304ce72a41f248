import type { Change } from "../model/index.ts";

/** What a row weighs beside its payload: keys, record, bookkeeping. An estimate, for limits only. */
const ROW_BYTES = 512;

/** Roughly how many bytes a change holds in memory until it is durable. */
export function changeBytes({ table, value }: Change): number {
  if (value === null) return ROW_BYTES;
  switch (table) {
    case "journal":
      return ROW_BYTES + value.payload.length;
    case "state":
      return ROW_BYTES + value.length;
    case "invocation": {
      const { status } = value;
      const outcome = status._tag === "Completed" ? status.outcome : null;
      return ROW_BYTES + (outcome?._tag === "Success" ? outcome.value.length : 0);
    }
    case "outbox":
      return ROW_BYTES + ("input" in value.message ? value.message.input.length : 0);
    default:
      return ROW_BYTES;
  }
}
