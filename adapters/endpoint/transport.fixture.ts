import type { StreamId, StreamTarget } from "@holdfast/core";
import { onTestFinished } from "vitest";
import { Inbox } from "./inbox.fixture.ts";
import { ManualClock } from "./manual-clock.fixture.ts";
import type { TransportOptions } from "./options.ts";
import { makeStreams, type Streams } from "./streams.ts";

/** A transport under test with its inbox and its clock; closed when the test is over. */
export function startTransport(options: Partial<TransportOptions> = {}): {
  readonly streams: Streams;
  readonly inbox: Inbox;
  readonly clock: ManualClock;
  /** Opens a stream to a URI over HTTP/2, or as told. */
  readonly open: (stream: StreamId, uri: string, target?: Partial<StreamTarget>) => void;
} {
  const inbox = new Inbox();
  const clock = new ManualClock();
  const streams = makeStreams({ clock, ...options }, inbox.add);
  onTestFinished(() => streams.close());
  const open = (stream: StreamId, uri: string, target: Partial<StreamTarget> = {}) =>
    streams.open(stream, {
      uri,
      httpVersion: "HTTP/2.0",
      path: "invoke/Greeter/greet",
      headers: [["content-type", "application/vnd.restate.invocation.v6"]],
      ...target,
    });
  return { streams, inbox, clock, open };
}

/** Bytes of a text. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
