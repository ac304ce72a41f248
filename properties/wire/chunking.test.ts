import { encodeFrame, encodeFrames, type Frame, FrameReader } from "@holdfast/core";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fixedRuns } from "./arbitraries.ts";

const frame = fc.record({
  _tag: fc.constant("Frame" as const),
  type: fc.nat({ max: 0xffff }),
  flags: fc.nat({ max: 0xffff }),
  payload: fc.uint8Array({ maxLength: 300 }),
});

it("any cutting of a stream gives the same frames", () => {
  const cuts = fc.array(fc.nat({ max: 2000 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 10 }), cuts, fc.boolean(), (frames, at, eager) => {
      const stream = encodeFrames(frames);
      const places = [...at.map((place) => place % (stream.length + 1)), stream.length];
      const reader = new FrameReader();
      const seen: Frame[] = [];
      let from = 0;
      for (const to of places.sort((a, b) => a - b)) {
        reader.push(stream.slice(from, to));
        from = to;
        if (eager) take(reader, seen);
      }
      take(reader, seen);
      expect(seen).toEqual(frames);
      expect(reader.pendingBytes).toBe(0);
      expect(reader.end()).toBeNull();
    }),
    fixedRuns(500),
  );
});

it("many frames are the concatenation of each", () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 10 }), (frames) => {
      const each = frames.map(({ type, payload, flags }) => encodeFrame(type, payload, flags));
      expect(Buffer.compare(encodeFrames(frames), Buffer.concat(each))).toBe(0);
    }),
    fixedRuns(),
  );
});

function take(reader: FrameReader, into: Frame[]): void {
  for (let next = reader.next(); next !== null; next = reader.next()) {
    if (next._tag === "FrameError") throw new Error(next.reason);
    into.push(next);
  }
}
