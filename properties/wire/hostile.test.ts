import {
  commandName,
  decodeMessage,
  encodeFrame,
  encodeMessage,
  FrameReader,
  isCommandType,
  isNotificationType,
  messageType,
  MessageType,
} from "@holdfast/core";
import * as fc from "fast-check";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { anyMessage, fixedRuns } from "./arbitraries.ts";

const knownType = fc.constantFrom(...Object.values(MessageType));
const anyType = fc.oneof(knownType, fc.nat({ max: 0xffff }));
const anyBytes = fc.uint8Array({ maxLength: 300 });

/**
 * Whether decoding keeps what it promises: a reason that names message, field and place, or a
 * message that stays the same when it is sent on.
 */
function keepsPromise(type: number, payload: Uint8Array): boolean {
  const decoded = decodeMessage(type, payload);
  if (decoded._tag !== "DecodeFailure") {
    return isDeepStrictEqual(decodeMessage(type, encodeMessage(decoded)), decoded);
  }
  const reason = /^(\w+: [\w. ]+: .+ \(at byte \d+\)|message type 0x\w+ is unknown)$/;
  return reason.test(decoded.reason);
}

describe("whatever an endpoint sends", () => {
  it("bytes become a message or a reason", () => {
    fc.assert(
      fc.property(anyType, anyBytes, (type, payload) => {
        expect(keepsPromise(type, payload)).toBe(true);
      }),
      fixedRuns(3000),
    );
  });

  it("a damaged message becomes a message or a reason", () => {
    const damage = fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(
        anyMessage,
        fc.array(damage, { maxLength: 3 }),
        fc.nat(400),
        (message, hits, cut) => {
          const payload = encodeMessage(message).slice(0, cut);
          for (const [at, value] of hits) if (at < payload.length) payload[at] = value;
          expect(keepsPromise(messageType(message), payload)).toBe(true);
        },
      ),
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
    const header = fc.tuple(fc.nat({ max: 0xffff }), fc.nat({ max: limit + 100 }));
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 7 }),
      header.map(([type, length]) => encodeFrame(type, new Uint8Array(length)).slice(0, 900)),
    );
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 20 }), (chunks) => {
        const reader = new FrameReader(limit);
        let pushed = 0;
        let given = 0;
        let failed = false;
        for (const bytes of chunks) {
          reader.push(bytes);
          pushed += bytes.length;
          let next = reader.next();
          for (; next?._tag === "Frame"; next = reader.next()) {
            expect(next.payload.length).toBeLessThanOrEqual(limit);
            given += 8 + next.payload.length;
          }
          expect(next === null).toBe(!failed && reader.next() === null);
          failed = next !== null;
          expect(reader.pendingBytes).toBe(failed ? 0 : pushed - given);
        }
        expect(reader.end() === null).toBe(!failed && pushed === given);
      }),
      fixedRuns(1000),
    );
  });
});
