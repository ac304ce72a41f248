import { describe, expect, it } from "vitest";
import { Inbox } from "./inbox.fixture.ts";
import type { LocalEndpoint, LocalExchange, LocalResponse } from "./local-endpoint.ts";
import { LocalStreams } from "./local-streams.ts";

const TARGET = {
  uri: "in-process:/",
  httpVersion: "HTTP/2.0",
  path: "invoke/Greeter/greet",
  headers: [["content-type", "a type"]],
} as const;

/** An exchange that says back what it was given, and what happened to it. */
class Echo implements LocalExchange {
  readonly log: string[] = [];
  done = false;
  private taken: Uint8Array[] = [];

  receive(bytes: Uint8Array): void {
    this.taken.push(bytes);
  }

  closeInput(): void {
    this.done = true;
  }

  abandon(): void {
    this.log.push("abandoned");
  }

  turn(): Promise<readonly Uint8Array[]> {
    this.log.push("turn");
    return Promise.resolve(this.taken.splice(0));
  }
}

function serving(answer: LocalEndpoint["answer"]) {
  const inbox = new Inbox();
  const streams = new LocalStreams("in-process:/", { manifest: () => ({}), answer }, inbox.add);
  return { inbox, streams };
}

function streaming(exchange: LocalExchange): LocalResponse {
  return { _tag: "Stream", status: 200, headers: new Map([["content-type", "t"]]), exchange };
}

/** Everything that is due without waiting has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("streams to an endpoint in this process", () => {
  it("carry the head, the bytes and the end, and nothing from inside a call", async () => {
    const { inbox, streams } = serving(() => streaming(new Echo()));
    streams.open(1, TARGET);
    streams.write(1, Uint8Array.of(1));
    streams.write(1, Uint8Array.of(2));
    expect(inbox.all).toEqual([]);
    await settled();
    streams.closeWrite(1);
    await settled();
    expect(inbox.all).toEqual([
      {
        _tag: "StreamHead",
        stream: 1,
        status: 200,
        contentType: "t",
        server: null,
        retryAfterMs: null,
      },
      { _tag: "StreamBytes", stream: 1, bytes: Buffer.of(1, 2) },
      { _tag: "StreamEnd", stream: 1 },
    ]);
  });

  it("carry a whole answer, such as a refusal", async () => {
    const body = Uint8Array.of(7);
    const { inbox, streams } = serving(() => {
      return { _tag: "Whole", status: 404, headers: new Map(), body };
    });
    streams.open(1, TARGET);
    await settled();
    expect(inbox.all.map(({ _tag }) => _tag)).toEqual(["StreamHead", "StreamBytes", "StreamEnd"]);
    expect(inbox.all[0]).toMatchObject({ status: 404, contentType: null });
  });

  it("give no handler a turn while there is pressure, and each one after it", async () => {
    const echo = new Echo();
    const { streams } = serving(() => streaming(echo));
    streams.pressure(true);
    streams.open(1, TARGET);
    streams.write(1, Uint8Array.of(1));
    await settled();
    expect(echo.log).toEqual([]);
    streams.pressure(false);
    await settled();
    expect(echo.log).toEqual(["turn"]);
  });

  it("tell nothing of a stream that the engine has let go", async () => {
    const echo = new Echo();
    const { inbox, streams } = serving(() => streaming(echo));
    streams.open(1, TARGET);
    streams.write(1, Uint8Array.of(1));
    streams.abort(1);
    streams.write(1, Uint8Array.of(2));
    await settled();
    expect(inbox.all).toEqual([]);
    expect(echo.log).toEqual(["abandoned"]);
  });

  const thrown = { _tag: "StreamFailed", stream: 1 } as const;

  it("fail where the endpoint throws, and leave the engine alone", async () => {
    const { inbox, streams } = serving(() => {
      throw new Error("no answer");
    });
    streams.open(1, TARGET);
    await settled();
    expect(inbox.all).toMatchObject([{ ...thrown, message: expect.stringMatching(/no answer/) }]);
  });

  it("fail where they are for a deployment that is elsewhere", async () => {
    const { inbox, streams } = serving(() => streaming(new Echo()));
    streams.open(1, { ...TARGET, uri: "http://127.0.0.1:9080/" });
    await settled();
    expect(inbox.all).toMatchObject([
      { ...thrown, message: expect.stringMatching(/9080\/ is not in this process/) },
    ]);
  });

  it("fail where an exchange throws, as it receives or in its turn", async () => {
    const receiving = new Echo();
    receiving.receive = () => {
      throw new Error("unreadable");
    };
    const turning = new Echo();
    turning.turn = () => Promise.reject(new Error("no turn"));
    for (const exchange of [receiving, turning]) {
      const { inbox, streams } = serving(() => streaming(exchange));
      streams.open(1, TARGET);
      await settled();
      streams.write(1, Uint8Array.of(1));
      await settled();
      expect(inbox.all.slice(1)).toMatchObject([thrown]);
    }
  });
});
