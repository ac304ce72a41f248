import { Effect } from "effect";
import { contentType, decodeUtf8 } from "@holdfast/core";
import {
  Endpoints,
  endpointsLayer,
  makeStreams,
  readRequestIdentity,
  type Streams,
  TRANSPORT_DEFAULTS,
} from "holdfast/endpoint";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Conversation, Conversations, runCompletion } from "./conversation.ts";
import { type GreeterProcess, startGreeter } from "./greeter-process.ts";

let greeter: GreeterProcess;
let conversations: Conversations;
let streams: Streams;

beforeAll(async () => {
  greeter = await startGreeter();
});
afterAll(() => greeter.kill());

beforeEach(() => {
  conversations = new Conversations();
  streams = makeStreams({}, conversations.inputs);
});
afterEach(() => streams.close());

function discover(uri: string, useHttp11 = false, transport = TRANSPORT_DEFAULTS) {
  const request = { uri, useHttp11, additionalHeaders: {}, metadata: {} };
  const program = Effect.flatMap(Endpoints, (endpoints) => endpoints.discover(request));
  return Effect.runPromise(Effect.provide(program, endpointsLayer({ discovery: { transport } })));
}

/** The private key whose public one `strict` is configured with (RFC 8032, 7.1, test 1). */
const PEM = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
`;

async function outputOf(conversation: Conversation): Promise<unknown> {
  const { result } = await conversation.message("OutputCommand");
  if (result._tag === "Failure") throw new Error(result.failure.message);
  return JSON.parse(decodeUtf8(result.value));
}

describe("an endpoint of the official SDK", () => {
  test("is discovered over HTTP/2 and over HTTP/1.1", async () => {
    const overHttp2 = await discover(greeter.http2);
    expect(overHttp2).toMatchObject({
      uri: greeter.http2,
      httpVersion: "HTTP/2.0",
      protocolMode: "BidiStream",
      minProtocolVersion: 5,
      maxProtocolVersion: 7,
      sdkVersion: expect.stringMatching(/^restate-sdk-typescript\/1\.17\./) as string,
      services: [{ name: "Greeter", type: "Service" }],
    });
    expect(overHttp2.services[0]?.handlers.map(({ name }) => name).sort()).toEqual([
      "echo",
      "greet",
      "wait",
    ]);
    expect(await discover(greeter.http1, true)).toEqual({
      ...overHttp2,
      uri: greeter.http1,
      httpVersion: "HTTP/1.1",
      protocolMode: "RequestResponse",
    });
  });

  test("that wants to know who asks answers a server with its key, and no other", async () => {
    const { strict } = greeter;
    await expect(discover(strict)).rejects.toThrow(/status 401/);
    const unsigned = conversations.begin(streams, 1, strict, "Greeter/echo", "Ada");
    expect(await unsigned.input("StreamHead")).toMatchObject({ status: 401 });
    const signing = { ...TRANSPORT_DEFAULTS, identity: readRequestIdentity(PEM) };
    expect(await discover(strict, false, signing)).toMatchObject({ uri: strict });
    const signed = makeStreams(signing, conversations.inputs);
    const conversation = conversations.begin(signed, 2, strict, "Greeter/echo", "Ada");
    expect(await outputOf(conversation)).toBe("Ada");
    await signed.close();
  });

  test("runs a handler whose step is acknowledged while it waits", async () => {
    const conversation = conversations.begin(streams, 1, greeter.http2, "Greeter/greet", "Ada");
    const proposal = await conversation.message("ProposeRunCompletion");
    if (proposal.result._tag !== "Value") throw new Error("the step failed");
    streams.write(1, runCompletion(proposal.completionId, proposal.result.value));
    expect(await outputOf(conversation)).toBe("Hello Ada");
    await conversation.message("End");
    // The SDK ends its side only after ours.
    streams.closeWrite(1);
    await conversation.input("StreamEnd");
    streams.release(1);
    expect(conversation.inputs[0]).toMatchObject({
      _tag: "StreamHead",
      status: 200,
      contentType: contentType(6),
    });
  });

  test("suspends when its input ends, over either version of HTTP", async () => {
    for (const [stream, version] of [
      [1, "HTTP/2.0"],
      [2, "HTTP/1.1"],
    ] as const) {
      const uri = version === "HTTP/2.0" ? greeter.http2 : greeter.http1;
      const conversation = conversations.begin(
        streams,
        stream,
        uri,
        "Greeter/greet",
        "Ada",
        version,
      );
      streams.closeWrite(stream);
      await conversation.message("ProposeRunCompletion");
      const suspension = await conversation.message("Suspension");
      expect(suspension).toMatchObject({ waitingOn: { _tag: "AnyOf", completions: [1] } });
      await conversation.input("StreamEnd");
      streams.release(stream);
    }
  });

  test("answers many at once, each with its own", async () => {
    const stream = Array.from({ length: 500 }, (_, i) => i + 1);
    const outputs = await Promise.all(
      stream.map(async (id) => {
        const conversation = conversations.begin(streams, id, greeter.http2, "Greeter/echo", id);
        const output = await outputOf(conversation);
        await conversation.message("End");
        streams.release(id);
        return output;
      }),
    );
    expect(outputs).toEqual(stream);
  });

  test("carries an argument and a result larger than every window", async () => {
    const large = "x".repeat(17 * 1024 * 1024);
    const conversation = conversations.begin(streams, 1, greeter.http2, "Greeter/echo", large);
    expect(await outputOf(conversation)).toBe(large);
  });

  test("refuses what it cannot serve with a status", async () => {
    const type = "application/vnd.restate.invocation.v99";
    const wrong = conversations.begin(
      streams,
      1,
      greeter.http2,
      "Greeter/echo",
      1,
      "HTTP/2.0",
      type,
    );
    expect((await wrong.input("StreamHead")).status).toBe(415);
    const unknown = conversations.begin(streams, 2, greeter.http2, "Greeter/nothing", 1);
    expect((await unknown.input("StreamHead")).status).toBe(404);
  });

  test("fails every stream once its process is killed", async () => {
    const doomed = await startGreeter();
    const waiting = Array.from({ length: 20 }, (_, i) =>
      conversations.begin(streams, i, doomed.http2, "Greeter/wait", null),
    );
    await Promise.all(waiting.map((conversation) => conversation.input("StreamHead")));
    await doomed.kill();
    for (const conversation of waiting) {
      const { message } = await conversation.input("StreamFailed");
      expect(message).toContain(`${doomed.http2}invoke/Greeter/wait failed: `);
    }
    const late = conversations.begin(streams, 100, doomed.http2, "Greeter/echo", 1);
    expect((await late.input("StreamFailed")).message).toContain("ECONNREFUSED");
  });
});
