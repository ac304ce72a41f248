import {
  commandName,
  decodeMessage,
  encodeMessage,
  FrameReader,
  isCommandType,
  isNotificationType,
  messageType,
  MessageType,
} from "@holdfast/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyMessage, fixedRuns } from "./arbitraries.ts";

const knownType = fc.constantFrom(...Object.values(MessageType));
const anyType = fc.oneof(knownType, fc.nat({ max: 0xffff }));
const anyBytes = fc.uint8Array({ maxLength: 300 });

/** Decodes and holds the answer to what was promised: a message, or a sentence. */
function decodes(type: number, payload: Uint8Array): void {
  const decoded = decodeMessage(type, payload);
  if (decoded._tag !== "DecodeFailure") return;
  expect(decoded.reason).toMatch(/^(\w+: [\w. ]+: .+ \(at byte \d+\)|message type 0x\w+ is unknown)$/);
}

describe("whatever an endpoint sends", () => {
  it("bytes become a message or a reason", () => {
    fc.assert(
      fc.property(anyType, anyBytes, (type, payload) => decodes(type, payload)),
      fixedRuns(3000),
    );
  });

  it("a damaged message becomes a message or a reason", () => {
    const damage = fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(anyMessage, fc.array(damage, { maxLength: 3 }), fc.nat(400), (message, hits, cut) => {
        const payload = encodeMessage(message).slice(0, cut);
        for (const [at, value] of hits) if (at < payload.length) payload[at] = value;
        decodes(messageType(message), payload);
      }),
      fixedRuns(2000),
    );
  });

  it("every type has a name and at most one category", () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffff }), (type) => {
        expect(commandName(type)).not.toBe("");
        expect(isCommandType(type) && isNotificationType(type)).toBe(false);
      }),
      fixedRuns(),
    );
  });

  it("a stream becomes frames, an error for ever, or a wait", () => {
    const limit = 1000;
    fc.assert(
      fc.property(fc.array(anyBytes, { maxLength: 20 }), (chunks) => {
        const reader = new FrameReader(limit);
        let pushed = 0;
        let given = 0;
        let failed = false;
        for (const chunk of chunks) {
          reader.push(chunk);
          pushed += chunk.length;
          for (let frame = reader.next(); frame !== null; frame = reader.next()) {
            failed ||= frame._tag === "FrameError";
            if (failed) break;
            if (frame._tag === "Frame") {
              expect(frame.payload.length).toBeLessThanOrEqual(limit);
              given += 8 + frame.payload.length;
            }
          }
          expect(reader.pendingBytes).toBe(failed ? 0 : pushed - given);
          if (failed) expect(reader.next()).toMatchObject({ _tag: "FrameError" });
        }
        expect(reader.end() === null).toBe(!failed && pushed === given);
      }),
      fixedRuns(),
    );
  });
});
