import { writeFrameHeader } from "./protobuf/writer.ts";

/** Bytes before each payload: u16 type, u16 flags, u32 length, big endian (wire facts 1.3). */
export const FRAME_HEADER_BYTES = 8;

/** The flag by which a sender asks for an acknowledgement (wire facts 1.3, v7 run proposals). */
export const REQUESTED_ACK_FLAG = 0x8000;

/** The largest payload accepted unless the host says otherwise (wire facts 1.3). */
export const DEFAULT_MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

/**
 * One message as it travels: its type, its flags, its protobuf payload.
 * Exists so that what is only stored and sent again need not be decoded.
 */
export interface Frame {
  readonly _tag: "Frame";
  readonly type: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** What `encodeFrames` needs of each frame; a `Frame` fits, and so does a stored entry. */
export interface FrameParts {
  readonly type: number;
  readonly flags?: number;
  readonly payload: Uint8Array;
}

/** One frame as bytes; the simplest way from a payload to the wire. */
export function encodeFrame(type: number, payload: Uint8Array, flags = 0): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  writeFrameHeader(bytes, 0, type, flags, payload.length);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/**
 * All frames in one buffer, one after the other.
 * Exists for the replay of a journal: one write instead of one for each entry.
 */
export function encodeFrames(frames: readonly FrameParts[]): Uint8Array {
  let total = 0;
  for (const frame of frames) total += FRAME_HEADER_BYTES + frame.payload.length;
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const { type, flags, payload } of frames) {
    writeFrameHeader(bytes, at, type, flags ?? 0, payload.length);
    bytes.set(payload, at + FRAME_HEADER_BYTES);
    at += FRAME_HEADER_BYTES + payload.length;
  }
  return bytes;
}
