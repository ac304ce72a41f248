import type { Event, Input, Output, PeerMessage } from "@holdfast/core";
import type { Occurrence } from "./occurrence.ts";

/**
 * A hash of everything that happened, taken from the data and not from words.
 * Exists so that two runs can be told to be the same one: bytes on streams are in it in full.
 */
export class Digest {
  private low = 0x811c9dc5;
  private high = 0x1b873593;

  /** Sixteen hex digits. */
  get text(): string {
    return hex(this.high) + hex(this.low);
  }

  add(atUs: number, actor: string, occurrence: Occurrence): void {
    this.tag(actor);
    this.occurrence(occurrence);
    // The time in whole: it is larger than 32 bits after an hour.
    this.number(atUs % 0x1_0000_0000);
    this.high = Math.imul(this.high ^ Math.floor(atUs / 0x1_0000_0000), 0x5bd1e995) ^ this.low;
  }

  private occurrence(occurrence: Occurrence): void {
    this.tag(occurrence._tag);
    switch (occurrence._tag) {
      case "Transition": {
        const { event, led } = occurrence;
        this.event(event);
        this.number(led.changes.length);
        return this.number(led.actions.length);
      }
      case "Input":
        return this.input(occurrence.input);
      case "Output":
        return this.output(occurrence.output);
      case "Start":
        return this.number(occurrence.incarnation);
      case "Durable":
        return this.number(occurrence.changes);
      case "Ask":
        this.tag(occurrence.body._tag);
        return this.number(occurrence.request);
      case "Told":
        this.tag(occurrence.reply._tag);
        return this.number(occurrence.request);
      case "HangUp":
        return this.number(occurrence.request);
      case "Accept":
        this.string(occurrence.path);
        return this.number(occurrence.attempt);
      case "Receive":
      case "Send":
        this.number(occurrence.bytes);
        return this.number(occurrence.attempt);
      case "Strike":
        return this.tag(occurrence.fault);
      case "Note":
        return this.string(occurrence.text);
      default:
        occurrence satisfies never;
    }
  }

  private event(event: Event): void {
    this.tag(event._tag);
    this.number(event.nowMs % 0x1_0000_0000);
    this.number(event.entropy[0]);
    switch (event._tag) {
      case "Requested":
        this.tag(event.body._tag);
        return this.number(event.request);
      case "CommandProposed":
        this.tag(event.command._tag);
        this.string(event.id);
        return this.number(event.epoch);
      case "RunCompletionProposed":
        this.number(event.completionId);
        this.string(event.id);
        return this.number(event.epoch);
      case "AttemptSuspended":
      case "AttemptEnded":
        this.string(event.id);
        return this.number(event.epoch);
      case "AttemptFailed":
        this.string(event.failure.message);
        this.string(event.id);
        return this.number(event.epoch);
      case "TimerFired":
        return this.string(event.item);
      case "MessageReceived":
        this.message(event.message);
        this.number(event.from);
        return this.number(event.sequence);
      case "MessageTaken":
        this.number(event.by);
        return this.number(event.sequence);
      default:
        event satisfies never;
    }
  }

  private input(input: Input): void {
    this.tag(input._tag);
    switch (input._tag) {
      case "Request":
        this.tag(input.body._tag);
        return this.number(input.request);
      case "RequestGone":
        return this.number(input.request);
      case "StreamHead":
        this.number(input.status);
        return this.number(input.stream);
      case "StreamBytes":
        this.bytes(input.bytes);
        return this.number(input.stream);
      case "StreamEnd":
        return this.number(input.stream);
      case "StreamFailed":
        this.string(input.message);
        return this.number(input.stream);
      case "BatchDurable":
      case "BatchFailed":
        return this.number(input.sequence);
      case "Message":
        this.message(input.message);
        this.number(input.from);
        return this.number(input.sequence);
      case "MessageTaken":
        this.number(input.by);
        return this.number(input.sequence);
      case "Clock":
      case "Drain":
        return;
      default:
        input satisfies never;
    }
  }

  private output(output: Output): void {
    this.tag(output._tag);
    switch (output._tag) {
      case "Append":
        this.number(output.changes.length);
        return this.number(output.sequence);
      case "Open":
        this.string(output.target.path);
        return this.number(output.stream);
      case "Write":
        this.bytes(output.bytes);
        return this.number(output.stream);
      case "CloseWrite":
      case "Abort":
      case "Release":
        return this.number(output.stream);
      case "Reply":
        this.tag(output.reply._tag);
        return this.number(output.request);
      case "Send":
        this.message(output.message);
        this.number(output.to);
        return this.number(output.sequence);
      case "Received":
        this.number(output.to);
        return this.number(output.sequence);
      case "Wake":
        return this.number(output.atMs % 0x1_0000_0000);
      case "Pressure":
        return this.number(output.high ? 1 : 0);
      case "Drained":
        return;
      case "Halt":
        return this.string(output.reason);
      default:
        output satisfies never;
    }
  }

  private message({ _tag, id }: PeerMessage): void {
    this.tag(_tag);
    this.string(id);
  }

  private number(value: number): void {
    this.low = Math.imul(this.low ^ value, 0x01000193) ^ (this.low >>> 15);
  }

  /** One of a few known words: its length and two of its letters tell it from most others. */
  private tag(word: string): void {
    const { length } = word;
    const letters = (word.charCodeAt(length - 1) << 8) | word.charCodeAt(length >> 1);
    this.number((length << 16) | letters);
  }

  private string(text: string): void {
    let { low } = this;
    for (let i = 0; i < text.length; i++) low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    this.low = low;
  }

  private bytes(bytes: Uint8Array): void {
    let { low } = this;
    for (let i = 0; i < bytes.length; i++) low = Math.imul(low ^ (bytes[i] ?? 0), 0x01000193);
    this.low = Math.imul(low ^ bytes.length, 0x01000193);
  }
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
