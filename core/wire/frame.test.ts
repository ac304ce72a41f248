import { expect, it } from "vitest";
import { encodeFrame, encodeFrames, REQUESTED_ACK_FLAG } from "./frame.ts";

it("puts type, flags and length before the payload, big endian", () => {
  const bytes = encodeFrame(0x0411, Uint8Array.of(7, 8), REQUESTED_ACK_FLAG);
  expect([...bytes]).toEqual([0x04, 0x11, 0x80, 0x00, 0, 0, 0, 2, 7, 8]);
});

it("writes a length above 16 bits", () => {
  const bytes = encodeFrame(1, new Uint8Array(0x01_02_03));
  expect([...bytes.subarray(4, 8)]).toEqual([0, 1, 2, 3]);
});

it("writes many frames as one after the other", () => {
  const first = { type: 0x0400, payload: Uint8Array.of(1) };
  const second = { type: 0x8011, flags: 3, payload: new Uint8Array(0) };
  const expected = [
    ...encodeFrame(0x0400, first.payload),
    ...encodeFrame(0x8011, second.payload, 3),
  ];
  expect([...encodeFrames([first, second])]).toEqual(expected);
  expect(encodeFrames([])).toHaveLength(0);
});
