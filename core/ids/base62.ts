const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Digits are worked five at a time: 62^5 < 2^30, so a 16-bit limb more stays exact. */
const DIGITS_AT_ONCE = 5;
const BASE_AT_ONCE = 62 ** DIGITS_AT_ONCE;

/** How many base62 digits stand for eight and for sixteen bytes (wire facts 1.10). */
export const BASE62_DIGITS_64 = 11;
export const BASE62_DIGITS_128 = 22;

const LETTERS = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const VALUES = digitValues();

/** Room for the eight 16-bit limbs of the number at hand; no call leaves anything in it. */
const limbs = new Uint16Array(8);

/**
 * Writes `bytes[start, start + length)` as `digits` base62 letters (character codes) at `at`.
 * The bytes are read as a LITTLE-endian number, which is how Restate's ids have it
 * (wire facts 1.10); the text is padded with "0" on the left. `length` is 8 or 16.
 */
export function writeBase62(
  bytes: Uint8Array,
  start: number,
  length: number,
  digits: number,
  target: number[],
  at: number,
): void {
  let top = length >> 1;
  for (let i = 0; i < top; i++) {
    const low = bytes[start + 2 * i] ?? 0;
    limbs[i] = low | ((bytes[start + 2 * i + 1] ?? 0) << 8);
  }
  let place = at + digits;
  while (place > at) {
    let rest = 0;
    for (let i = top - 1; i >= 0; i--) {
      const value = rest * 0x1_0000 + (limbs[i] ?? 0);
      const quotient = Math.floor(value / BASE_AT_ONCE);
      limbs[i] = quotient;
      rest = value - quotient * BASE_AT_ONCE;
    }
    while (top > 0 && limbs[top - 1] === 0) top--;
    for (let i = 0; i < DIGITS_AT_ONCE && place > at; i++) {
      const next = (rest / 62) | 0;
      target[--place] = LETTERS[rest - next * 62] ?? 0;
      rest = next;
    }
  }
}

/**
 * Reads `digits` base62 letters at `from` into `target[at, at + length)`, little-endian.
 * False when a letter is not in the alphabet or the number does not fit: then no id was written
 * this way.
 */
export function readBase62(
  text: string,
  from: number,
  digits: number,
  target: Uint8Array,
  at: number,
  length: number,
): boolean {
  const count = length >> 1;
  limbs.fill(0);
  let place = from;
  const end = from + digits;
  while (place < end) {
    let chunk = 0;
    let scale = 1;
    for (let i = 0; i < DIGITS_AT_ONCE && place < end; i++) {
      const value = VALUES[text.charCodeAt(place++)] ?? -1;
      if (value < 0) return false;
      chunk = chunk * 62 + value;
      scale *= 62;
    }
    for (let i = 0; i < count; i++) {
      chunk += (limbs[i] ?? 0) * scale;
      limbs[i] = chunk;
      chunk = Math.floor(chunk / 0x1_0000);
    }
    if (chunk !== 0) return false;
  }
  for (let i = 0; i < count; i++) {
    target[at + 2 * i] = limbs[i] ?? 0;
    target[at + 2 * i + 1] = (limbs[i] ?? 0) >> 8;
  }
  return true;
}

function digitValues(): Int8Array {
  const values = new Int8Array(128).fill(-1);
  for (let i = 0; i < ALPHABET.length; i++) values[ALPHABET.charCodeAt(i)] = i;
  return values;
}
