/**
 * Chance that is the same in every attempt of one invocation (wire facts 1.4, random_seed).
 * Exists so that handlers may draw without a journal entry. The generator is sfc32.
 */
export class SeededRandom {
  private a: number;
  private b: number;
  private c = 0x9e3779b9;
  private counter = 1;

  constructor(seed: bigint) {
    this.a = Number(seed & 0xffff_ffffn) | 0;
    this.b = Number((seed >> 32n) & 0xffff_ffffn) | 0;
    for (let i = 0; i < 12; i++) this.uint32();
  }

  /** The next number, at least 0 and below 1. */
  next(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A random id of version 4, such as an idempotency key for a system outside. */
  uuidv4(): string {
    const hex = Array.from({ length: 4 }, () => this.uint32().toString(16).padStart(8, "0")).join(
      "",
    );
    const variant = (8 + (Number.parseInt(hex.charAt(16), 16) & 3)).toString(16);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      variant + hex.slice(17, 20),
      hex.slice(20),
    ].join("-");
  }

  /** The next 32 bits. */
  uint32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }
}
