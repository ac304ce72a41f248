import { type Event, type Input, waitedKeys } from "@holdfast/core";

/** An event of a partition, for the trace. */
export function describeEvent(event: Event): string {
  const of = "id" in event ? ` ${event.id.slice(0, 4)}..${event.id.slice(-6)}` : "";
  const epoch = "epoch" in event ? ` epoch ${event.epoch}` : "";
  const what = `${event._tag}${of}${epoch}`;
  switch (event._tag) {
    case "CommandProposed":
      return `${what}: ${event.command._tag}`;
    case "RunCompletionProposed":
      return `${what}: completion ${event.completionId}`;
    case "AttemptSuspended":
      return `${what}: on ${waitedKeys(event.waitingFor).join(" ")}`;
    case "AttemptFailed":
      return `${what}: ${event.failure.message}`;
    case "TimerFired":
      return `${what}: ${event.item.slice(13)}`;
    default:
      return what;
  }
}

/** An input of an engine, for the trace. */
export function describeInput(input: Input): string {
  switch (input._tag) {
    case "Request":
      return `takes request ${input.request}: ${input.body._tag}`;
    case "StreamBytes":
      return `hears ${input.bytes.length} bytes on stream ${input.stream}`;
    case "BatchDurable":
      return `hears that batch ${input.sequence} is durable`;
    case "StreamHead":
      return `hears head ${input.status} on stream ${input.stream}`;
    case "StreamEnd":
    case "StreamFailed":
      return `hears ${input._tag} on stream ${input.stream}`;
    case "Message":
      return `takes message ${input.sequence} of ${input.from}: ${input.message._tag}`;
    default:
      return input._tag;
  }
}
