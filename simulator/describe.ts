import { type Event, type Input, type InvocationId, type Output, waitedKeys } from "@holdfast/core";
import { FAULTS } from "./faults.ts";
import type { Occurrence } from "./occurrence.ts";

/** What happened, in a few words: the rest of a sentence that begins with its actor. */
export function describeOccurrence(what: Occurrence): string {
  switch (what._tag) {
    case "Transition":
      return describeEvent(what.event);
    case "Input":
      return describeInput(what.input);
    case "Output":
      return describeOutput(what.output);
    case "Start":
      return `starts engine ${what.incarnation}`;
    case "Durable":
      return `has a batch of ${what.changes} changes`;
    case "Ask":
      return `sends request ${what.request}: ${what.body._tag}`;
    case "Told":
      return `is told ${what.reply._tag} on request ${what.request}`;
    case "HangUp":
      return `hangs up request ${what.request}`;
    case "Accept":
      return `takes attempt ${what.attempt}: ${what.path}`;
    case "Receive":
      return `receives ${what.bytes} bytes of attempt ${what.attempt}`;
    case "Send":
      return `sends ${what.bytes} bytes of attempt ${what.attempt}`;
    case "Strike":
      return `${what.fault}: ${FAULTS[what.fault]}`;
    case "Note":
      return what.text;
    default:
      return what satisfies never;
  }
}

function describeEvent(event: Event): string {
  const { _tag } = event;
  switch (_tag) {
    case "Requested":
      return `${_tag} ${event.body._tag}`;
    case "CommandProposed":
      return `${_tag}${attemptOf(event)}: ${event.command._tag}`;
    case "RunCompletionProposed":
      return `${_tag}${attemptOf(event)}: completion ${event.completionId}`;
    case "AttemptSuspended":
      return `${_tag}${attemptOf(event)}: on ${waitedKeys(event.waitingFor).join(" ")}`;
    case "AttemptEnded":
      return `${_tag}${attemptOf(event)}`;
    case "AttemptFailed":
      return `${_tag}${attemptOf(event)}: ${event.failure.message}`;
    case "TimerFired":
      return `${_tag}: ${event.item.slice(13)}`;
    case "MessageReceived":
      return `${_tag}: ${event.message._tag} ${event.sequence} of engine ${event.from}`;
    case "MessageTaken":
      return `${_tag}: ${event.sequence} by engine ${event.by}`;
    default:
      return event satisfies never;
  }
}

function attemptOf({ id, epoch }: { readonly id: InvocationId; readonly epoch: number }): string {
  return ` ${shortId(id)} epoch ${epoch}`;
}

function shortId(id: InvocationId): string {
  return `${id.slice(0, 4)}..${id.slice(-6)}`;
}

function describeInput(input: Input): string {
  switch (input._tag) {
    case "Request":
      return `takes request ${input.request}: ${input.body._tag}`;
    case "RequestGone":
      return `hears that the client of request ${input.request} has gone`;
    case "StreamHead":
      return `hears head ${input.status} on stream ${input.stream}`;
    case "StreamBytes":
      return `hears ${input.bytes.length} bytes on stream ${input.stream}`;
    case "StreamEnd":
      return `hears the end of stream ${input.stream}`;
    case "StreamFailed":
      return `hears that stream ${input.stream} failed: ${input.message}`;
    case "BatchDurable":
      return `hears that batch ${input.sequence} is durable`;
    case "BatchFailed":
      return `hears that batch ${input.sequence} could not be written`;
    case "Message":
      return `takes message ${input.sequence} of ${input.from}: ${input.message._tag}`;
    case "MessageTaken":
      return `hears that engine ${input.by} has message ${input.sequence}`;
    case "Clock":
      return "looks at its clock";
    case "Drain":
      return "takes it that it is to stop";
    default:
      return input satisfies never;
  }
}

function describeOutput(output: Output): string {
  switch (output._tag) {
    case "Append":
      return `appends batch ${output.sequence} of ${output.changes.length} changes`;
    case "Open":
      return `opens stream ${output.stream}: ${output.target.path}`;
    case "Write":
      return `writes ${output.bytes.length} bytes on stream ${output.stream}`;
    case "CloseWrite":
      return `writes no more on stream ${output.stream}`;
    case "Abort":
      return `aborts stream ${output.stream}`;
    case "Release":
      return `releases stream ${output.stream}`;
    case "Reply":
      return `replies to ${output.request}: ${output.reply._tag}`;
    case "Send":
      return `sends message ${output.sequence} to engine ${output.to}: ${output.message._tag}`;
    case "Received":
      return `acknowledges message ${output.sequence} of engine ${output.to}`;
    case "Wake":
      return `wants to be woken at ${output.atMs}`;
    case "Pressure":
      return output.high ? "takes no more for now" : "takes more again";
    case "Drained":
      return "has stopped";
    case "Halt":
      return `halts: ${output.reason}`;
    default:
      return output satisfies never;
  }
}
