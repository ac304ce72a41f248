import { crc32 } from "node:zlib";
import { Packr, RESERVE_START_SPACE } from "msgpackr";

/**
 * Version of the encoding, the first byte of every stored value. What a version means never
 * changes: a new meaning gets the next number, and the old ones stay readable (spec/vectors).
 */
const VALUE_VERSION = 1;

/** Version (1 byte), CRC-32 of the rest (4 bytes, little endian), then MessagePack. */
const HEADER_BYTES = 5;

/**
 * MessagePack with nothing of its own: objects as maps with their keys, bytes as bin, bigints as
 * 64-bit integers. Records and shared structures would tie a value to what was written before it.
 */
const packr = new Packr({
  useRecords: false,
  mapsAsObjects: true,
  moreTypes: false,
  structuredClone: false,
  bundleStrings: false,
  useToJSON: false,
});

/**
 * A value of any table as bytes, ready to be stored. Plain data round-trips exactly: text, finite
 * numbers but -0, bigints of 64 bits, booleans, null, arrays, plain objects, Uint8Array. A key
 * `__proto__` comes back as `__proto_`. Throws a RangeError for a larger bigint.
 */
export function encodeValue(value: unknown): Uint8Array {
  const bytes = packr.pack(value, RESERVE_START_SPACE | HEADER_BYTES);
  bytes[0] = VALUE_VERSION;
  bytes.writeUInt32LE(crc32(bytes.subarray(HEADER_BYTES)), 1);
  return bytes;
}

/**
 * The value that `encodeValue` was given; its byte arrays are views of `stored`. Throws an Error
 * that says what is wrong when the bytes are damaged or of a version that is not known.
 */
export function decodeValue(stored: Uint8Array): unknown {
  const version = stored[0];
  if (version === undefined) throw new Error("it has no bytes; restore a backup");
  if (version !== VALUE_VERSION) {
    throw new Error(
      `it has encoding version ${version}, this release knows ${VALUE_VERSION}; ` +
        "it is damaged (restore a backup) or of a later release (start that one)",
    );
  }
  // A plain Uint8Array, so that the byte arrays within are plain too and not Buffers, whose
  // `slice` shares memory where that of a Uint8Array copies.
  const offset = stored.byteOffset + HEADER_BYTES;
  const length = stored.byteLength - HEADER_BYTES;
  if (length <= 0) throw new Error("it is cut short; restore a backup");
  const packed = new Uint8Array(stored.buffer, offset, length);
  if (crc32(packed) !== checksumOf(stored)) {
    throw new Error("its checksum does not match, it is damaged; restore a backup");
  }
  return packr.unpack(packed);
}

function checksumOf(stored: Uint8Array): number {
  return new DataView(stored.buffer, stored.byteOffset, HEADER_BYTES).getUint32(1, true);
}
