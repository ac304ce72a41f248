import { describe, expect, it, vi } from "vitest";
import { encodeFrame, encodeFrames } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";

const TYPE = 0x0401;

/** The header of a frame that claims `length` payload bytes. */
function header(length: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(4, length);
  return bytes;
}

describe("FrameReader", () => {
  it("gives frames their own bytes", () => {
    const chunk = encodeFrames([
      { type: 1, payload: Uint8Array.of(1, 2) },
      { type: 2, flags: 0x8000, payload: Uint8Array.of(3) },
    ]);
    const reader = new FrameReader();
    reader.push(chunk);
    const first = reader.next();
    expect(first).toEqual({ _tag: "Frame", type: 1, flags: 0, payload: Uint8Array.of(1, 2) });
    chunk.fill(9, 8, 10);
    expect(first).toMatchObject({ payload: Uint8Array.of(1, 2) });
    expect(reader.next()).toMatchObject({ type: 2, flags: 0x8000 });
    expect(reader.next()).toBeNull();
    expect(reader.pendingBytes).toBe(0);
    expect(reader.end()).toBeNull();
  });

  it("keeps frames it gave out intact while later ones arrive", () => {
    const frames = [1, 2, 3, 4].map((n) => encodeFrame(n, new Uint8Array(10).fill(n)));
    const stream = Buffer.concat(frames);
    const reader = new FrameReader();
    const seen: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += 7) {
      reader.push(new Uint8Array(stream.subarray(at, at + 7)));
      for (let frame = reader.next(); frame !== null; frame = reader.next()) {
        if (frame._tag === "Frame") seen.push(frame.payload);
      }
    }
    expect(seen).toEqual([1, 2, 3, 4].map((n) => new Uint8Array(10).fill(n)));
  });

  it("counts what it holds back", () => {
    const reader = new FrameReader();
    const bytes = encodeFrame(TYPE, new Uint8Array(100));
    reader.push(bytes.subarray(0, 50));
    expect(reader.next()).toBeNull();
    expect(reader.pendingBytes).toBe(50);
  });

  it("refuses a length over the limit with the header alone, and for ever", () => {
    const reader = new FrameReader(1000);
    reader.push(encodeFrame(TYPE, new Uint8Array(1000)));
    expect(reader.next()).toMatchObject({ _tag: "Frame" });
    reader.push(encodeFrame(TYPE, new Uint8Array(1001)).subarray(0, 8));
    const error = reader.next();
    expect(error).toEqual({
      _tag: "FrameError",
      reason: "a frame of type 0x0401 claims 1001 payload bytes, the limit is 1000",
    });
    reader.push(encodeFrame(TYPE, new Uint8Array(1)));
    expect(reader.next()).toBe(error);
    expect(reader.end()).toBe(error);
    expect(reader.pendingBytes).toBe(0);
  });

  it("takes 32 MiB by default and not a byte more", () => {
    const fits = new FrameReader();
    fits.push(header(32 * 1024 * 1024));
    expect(fits.next()).toBeNull();
    const tooLarge = new FrameReader();
    tooLarge.push(header(32 * 1024 * 1024 + 1));
    expect(tooLarge.next()).toMatchObject({ _tag: "FrameError" });
    const huge = new FrameReader();
    huge.push(header(0xffff_ffff));
    expect(huge.next()).toMatchObject({ _tag: "FrameError" });
  });

  it("says where a torn stream ended", () => {
    const inHeader = new FrameReader();
    inHeader.push(Uint8Array.of(4, 1, 0));
    expect(inHeader.end()?.reason).toBe(
      "the stream ended inside a frame header, after 3 of 8 bytes",
    );
    const inPayload = new FrameReader();
    inPayload.push(encodeFrame(TYPE, new Uint8Array(20)).subarray(0, 18));
    expect(inPayload.next()).toBeNull();
    expect(inPayload.end()?.reason).toBe(
      "the stream ended inside a frame of type 0x0401, after 10 of 20 payload bytes",
    );
  });

  it("copies a large message in small chunks a constant number of times", () => {
    const payload = new Uint8Array(4_000_000).map((_, i) => i % 251);
    const bytes = encodeFrame(TYPE, payload);
    const reader = new FrameReader();
    const set = vi.spyOn(Uint8Array.prototype, "set");
    for (let at = 0; at < bytes.length; at += 1000) {
      expect(reader.next()).toBeNull();
      reader.push(bytes.subarray(at, at + 1000));
    }
    const copiedBytes = set.mock.calls.reduce((sum, [source]) => sum + source.length, 0);
    set.mockRestore();
    expect(copiedBytes).toBeGreaterThan(bytes.length / 2);
    expect(copiedBytes).toBeLessThan(4 * bytes.length);
    const frame = reader.next();
    expect(frame?._tag === "Frame" && Buffer.compare(frame.payload, payload)).toBe(0);
  });
});
