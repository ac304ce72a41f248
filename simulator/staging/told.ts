import { decodeUtf8, type Reply } from "@holdfast/core";

/** What a client takes from a reply, without what depends on when it asked. */
export function toldBy(reply: Reply): string {
  switch (reply._tag) {
    case "Completed": {
      const { outcome } = reply;
      if (outcome._tag === "Failure") return `${outcome.failure.code} ${outcome.failure.message}`;
      return unquoted(decodeUtf8(outcome.value));
    }
    case "Accepted":
      return "accepted";
    case "InFlight":
      return "not ready";
    case "NotFound":
      return "not found";
    case "Identified":
      return "identified";
    case "Done":
    case "Requested":
      return "done";
    case "Restarted":
      return "restarted";
    case "Registered":
      return "registered";
    case "Rejected":
      return `refused with ${reply.code}`;
    default:
      return reply satisfies never;
  }
}

function unquoted(json: string): string {
  return /^"[^"\\]*"$/.test(json) ? json.slice(1, -1) : json;
}
