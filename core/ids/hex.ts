const DIGITS = "0123456789abcdef";
const CODES = Uint8Array.from(DIGITS, (digit) => digit.charCodeAt(0));
const VALUES = digitValues();

/** Lowercase hex of `bytes`; ids are kept in memory this way because strings are keys. */
export function hexOfBytes(bytes: Uint8Array): string {
  const codes: number[] = new Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    codes[2 * i] = CODES[byte >> 4] ?? 0;
    codes[2 * i + 1] = CODES[byte & 15] ?? 0;
  }
  return String.fromCharCode.apply(null, codes);
}

/** The bytes of a text made by `hexOfBytes`; for text from outside, check with `isHex` first. */
export function bytesOfHex(hex: string): Uint8Array {
  const bytes = new Uint8Array(hex.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    const high = VALUES[hex.charCodeAt(2 * i)] ?? 0;
    bytes[i] = (high << 4) | (VALUES[hex.charCodeAt(2 * i + 1)] ?? 0);
  }
  return bytes;
}

/** Whether `text` is `length` lowercase hex digits. */
export function isHex(text: string, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if ((VALUES[text.charCodeAt(i)] ?? -1) < 0) return false;
  return true;
}

function digitValues(): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < DIGITS.length; i++) values[DIGITS.charCodeAt(i)] = i;
  return values;
}
