import { once } from "node:events";
import { constants, createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import {
  contentType,
  encodeFrame,
  encodeMessage,
  encodeMessageFrame,
  MessageType,
} from "@holdfast/core";

const OUTPUT = encodeMessageFrame({
  _tag: "OutputCommand",
  result: { _tag: "Value", value: new TextEncoder().encode('"well"') },
  name: "",
});
const END = encodeMessageFrame({ _tag: "End" });
const VOID_NOTIFICATION = encodeMessageFrame({
  _tag: "Notification",
  type: MessageType.SleepNotification,
  id: { _tag: "Completion", completionId: 1 },
  result: { _tag: "Void" },
});

/** Declares a payload of 3 GiB and sends none of it. */
const ENDLESS = Uint8Array.of(0x04, 0x01, 0, 0, 0xc0, 0, 0, 0);

type Misdeed = (stream: ServerHttp2Stream) => void;

const answer =
  (...frames: readonly Uint8Array[]): Misdeed =>
  (stream) => {
    stream.respond({ ":status": 200, "content-type": contentType(6) });
    for (const frame of frames) stream.write(frame);
    stream.end();
  };

const refuse =
  (status: number, type: string): Misdeed =>
  (stream) => {
    stream.respond({ ":status": status, "content-type": type });
    stream.end("no");
  };

/** What each handler of the endpoint does to whoever calls it; `well` alone behaves. */
export const MISDEEDS: Readonly<Record<string, Misdeed>> = {
  well: answer(OUTPUT, END),
  wrongContentType: refuse(200, "text/html"),
  otherVersion: refuse(200, contentType(5)),
  notFound: refuse(404, "text/plain"),
  unsupported: refuse(415, "text/plain"),
  overloaded: refuse(503, "text/plain"),
  torn: answer(OUTPUT.subarray(0, OUTPUT.length - 3)),
  tornHeader: answer(OUTPUT, END.subarray(0, 5)),
  oversized: answer(ENDLESS),
  unknownType: answer(encodeFrame(0x07ff, new Uint8Array(3))),
  garbage: answer(encodeFrame(MessageType.SleepCommand, Uint8Array.of(0xff, 0xff, 0xff))),
  start: answer(encodeFrame(MessageType.Start, encodeMessage({ _tag: "End" }))),
  notification: answer(VOID_NOTIFICATION),
  afterOutput: answer(OUTPUT, OUTPUT, END),
  unknownRun: answer(
    encodeMessageFrame({
      _tag: "ProposeRunCompletion",
      completionId: 7,
      result: { _tag: "Value", value: new Uint8Array() },
    }),
  ),
  noOutput: answer(END),
  endsEarly: answer(),
  emptySuspension: answer(
    encodeMessageFrame({
      _tag: "Suspension",
      waitingOn: { _tag: "AnyOf", completions: [], signals: [], namedSignals: [] },
    }),
  ),
  stateOfService: answer(
    encodeMessageFrame({
      _tag: "SetStateCommand",
      key: new Uint8Array(1),
      value: new Uint8Array(1),
      name: "",
    }),
  ),
  resets: (stream) => {
    stream.respond({ ":status": 200, "content-type": contentType(6) });
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  },
  hangsBeforeHead: () => undefined,
  hangsAfterHead: (stream) => stream.respond({ ":status": 200, "content-type": contentType(6) }),
};

/** An endpoint on loopback whose one service misbehaves in every way there is. */
export class HostileEndpoint {
  readonly uri: string;
  private readonly server: Http2Server;

  private constructor(server: Http2Server, uri: string) {
    this.server = server;
    this.uri = uri;
  }

  static async open(
    manifest: string = manifestOf(Object.keys(MISDEEDS)),
  ): Promise<HostileEndpoint> {
    const server = createServer();
    server.on("stream", (stream, headers) => {
      stream.on("error", () => stream.destroy());
      const path = headers[":path"] ?? "";
      if (path === "/discover") {
        stream.respond({
          ":status": 200,
          "content-type": "application/vnd.restate.endpointmanifest.v3+json",
        });
        stream.end(manifest);
        return;
      }
      stream.resume();
      MISDEEDS[path.split("/")[3] ?? ""]?.(stream);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return new HostileEndpoint(server, `http://127.0.0.1:${port}`);
  }

  close(): void {
    this.server.close();
  }
}

/** A manifest of the plain service `Hostile` with these handlers. */
function manifestOf(handlers: readonly string[]): string {
  return JSON.stringify({
    protocolMode: "BIDI_STREAM",
    minProtocolVersion: 5,
    maxProtocolVersion: 6,
    services: [{ name: "Hostile", ty: "SERVICE", handlers: handlers.map((name) => ({ name })) }],
  });
}
