const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = letterValues();

/** Base64 for URLs, without padding; the text form of awakeable ids (wire facts 1.10). */
export function base64UrlOfBytes(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63);
    if (left > 1) text += ALPHABET.charAt((group >> 6) & 63);
    if (left > 2) text += ALPHABET.charAt(group & 63);
  }
  return text;
}

/**
 * The bytes of a base64url text with or without its padding, or null for anything else.
 * Bits left over at the end must be zero, so that no two texts are the same bytes.
 */
export function bytesOfBase64Url(text: string): Uint8Array | null {
  const length = unpaddedLength(text);
  if (length < 0 || length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < length; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? -1;
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = bits >> held;
    }
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : null;
}

/** The length without padding, or -1 when the padding is not that of this length. */
function unpaddedLength(text: string): number {
  if (!text.endsWith("=")) return text.length;
  if (text.length % 4 !== 0) return -1;
  return text.endsWith("==") ? text.length - 2 : text.length - 1;
}

function letterValues(): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < ALPHABET.length; i++) values[ALPHABET.charCodeAt(i)] = i;
  return values;
}
