import {
  commandName,
  decodeMessage,
  encodeFrame,
  encodeFrames,
  encodeMessage,
  encodeMessageFrame,
  formatAwakeableId,
  formatInvocationId,
  type Frame,
  FrameReader,
  type Hashes,
  idempotentInvocationId,
  invocationIdFromHex,
  keyPartition,
  MessageType,
  parseAwakeableId,
  parseDeploymentId,
  parseInvocationId,
  partitionKeyOf,
  randomInvocationId,
  workflowInvocationId,
} from "@holdfast/core";
import { createXXHash3 } from "hash-wasm";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface FrameVectors {
  readonly protocolVersion: number;
  readonly streams: readonly { readonly name: string; readonly frames: readonly string[] }[];
}

interface IdVectors {
  readonly raw: readonly { readonly text: string; readonly hex: string }[];
  readonly keyPartitions: readonly { readonly key: string; readonly invocationId: string }[];
  readonly workflows: readonly {
    readonly name: string;
    readonly key: string;
    readonly invocationId: string;
  }[];
  readonly idempotent: readonly {
    readonly service: string;
    readonly key: string | null;
    readonly handler: string;
    readonly idempotencyKey: string;
    readonly invocationId: string;
  }[];
  readonly awakeables: readonly {
    readonly awakeableId: string;
    readonly invocationId: string;
    readonly signalIndex: number;
  }[];
  readonly deployments: readonly string[];
}

function read(name: string): unknown {
  const file = new URL(`../../spec/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"));
}

const streams = [6, 7].flatMap((version) =>
  (read(`frames-v${version}`) as FrameVectors).streams.map((stream) => ({
    title: `v${version} ${stream.name}`,
    frames: stream.frames.map((frame) => {
      const [sender, hex = ""] = frame.split(" ");
      return { sender, bytes: Uint8Array.from(Buffer.from(hex, "hex")) };
    }),
  })),
);

function frameIn(bytes: Uint8Array): Frame {
  const reader = new FrameReader();
  reader.push(bytes);
  const frame = reader.next();
  if (frame === null || frame._tag === "FrameError") throw new Error("the vector is no frame");
  expect(reader.end()).toBeNull();
  return frame;
}

describe("observed frames", () => {
  it.each(streams)("$title", ({ frames }) => {
    for (const { bytes } of frames) {
      const { type, flags, payload } = frameIn(bytes);
      expect(encodeFrame(type, payload, flags)).toEqual(bytes);
      const message = decodeMessage(type, payload);
      if (message._tag === "DecodeFailure") throw new Error(message.reason);
      expect(encodeMessage(message)).toEqual(payload);
      expect(encodeMessageFrame(message, flags)).toEqual(bytes);
    }
    const whole = encodeFrames(frames.map(({ bytes }) => frameIn(bytes)));
    expect(Buffer.compare(whole, Buffer.concat(frames.map(({ bytes }) => bytes)))).toBe(0);
  });

  it("show nearly every message", () => {
    const seen = new Set(
      streams.flatMap(({ frames }) => frames.map(({ bytes }) => frameIn(bytes).type)),
    );
    const unseen = Object.values(MessageType).filter((type) => !seen.has(type));
    expect(unseen.map(commandName)).toEqual([
      "command ack",
      "get invocation output",
      "get invocation output notification",
    ]);
  });

  it("name the invocation as we do", () => {
    for (const { frames } of streams) {
      const start = frames[0] === undefined ? null : frameIn(frames[0].bytes);
      const message = start === null ? null : decodeMessage(start.type, start.payload);
      if (message?._tag !== "Start") throw new Error("the first frame is no Start");
      expect(formatInvocationId(message.invocationId)).toBe(message.debugId);
    }
  });
});

describe("observed ids", async () => {
  const ids = read("ids") as IdVectors;
  const xxh3 = await createXXHash3();
  const hashes: Hashes = {
    hash64: (bytes) => BigInt(`0x${xxh3.init().update(bytes).digest("hex")}`),
    sha256: (bytes) => createHash("sha256").update(bytes).digest(),
  };

  it.each(ids.raw)("$text is its bytes", ({ text, hex }) => {
    const id = invocationIdFromHex(hex);
    expect(parseInvocationId(text)).toBe(id);
    expect(id === null ? null : formatInvocationId(id)).toBe(text);
  });

  it.each(ids.keyPartitions)("key '$key' has its place", ({ key, invocationId }) => {
    const id = parseInvocationId(invocationId);
    if (id === null) throw new Error("the vector is no id");
    expect(keyPartition(hashes, key)).toBe(partitionKeyOf(id));
    const random = randomInvocationId(hashes, "Any", key, 1_795_000_000_000, [1, 2, 3, 4]);
    expect(partitionKeyOf(random)).toBe(partitionKeyOf(id));
  });

  it.each(ids.workflows)("workflow $name/$key", ({ name, key, invocationId }) => {
    expect(formatInvocationId(workflowInvocationId(hashes, name, key))).toBe(invocationId);
  });

  it.each(ids.idempotent)(
    "$service/$key/$handler with key '$idempotencyKey'",
    ({ service, key, handler, idempotencyKey, invocationId }) => {
      const id = idempotentInvocationId(hashes, service, key, handler, idempotencyKey);
      expect(formatInvocationId(id)).toBe(invocationId);
    },
  );

  it.each(ids.awakeables)("$awakeableId", ({ awakeableId, invocationId, signalIndex }) => {
    const id = parseInvocationId(invocationId);
    if (id === null) throw new Error("the vector is no id");
    expect(parseAwakeableId(awakeableId)).toEqual({ invocationId: id, signalIndex });
    expect(formatAwakeableId(id, signalIndex)).toBe(awakeableId);
  });

  it.each(ids.deployments)("%s is a deployment id", (text) => {
    expect(parseDeploymentId(text)).toBe(text);
  });

  it("random ids without a key use all 512 places of a service", () => {
    const places = new Set<string>();
    for (let bucket = 0; bucket < 2048; bucket++) {
      const id = randomInvocationId(hashes, "Svc", null, 0, [0, 0, 0, bucket]);
      places.add(partitionKeyOf(id));
    }
    expect(places.size).toBe(512);
    const observed = ids.idempotent.filter(({ service, key }) => service === "Svc" && key === null);
    for (const { invocationId } of observed) {
      const id = parseInvocationId(invocationId);
      expect(id !== null && places.has(partitionKeyOf(id))).toBe(true);
    }
  });
});
