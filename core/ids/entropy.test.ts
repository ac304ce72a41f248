import { describe, expect, it } from "vitest";
import { deriveEntropy, drawUint32, type Entropy } from "./entropy.ts";

const SEED: Entropy = [1, 2, 3, 4];

describe("entropy", () => {
  it("draws the same from the same, and uint32 only", () => {
    for (let n = 0; n < 100; n++) {
      const words = deriveEntropy(SEED, n);
      expect(deriveEntropy(SEED, n)).toEqual(words);
      for (const word of [...words, drawUint32(SEED, n)]) {
        expect(word).toBe(word >>> 0);
      }
    }
  });

  it("stays what it was: stored ids and recorded runs depend on it", () => {
    expect(deriveEntropy(SEED, 0)).toMatchInlineSnapshot(`
      [
        1580013426,
        526605145,
        2296689935,
        1256954049,
      ]
    `);
    expect(drawUint32(SEED, 0)).toMatchInlineSnapshot(`1572158137`);
  });

  it("gives different draws for different n and different entropy", () => {
    const seen = new Set<string>();
    const neighbours: Entropy[] = [SEED, [2, 2, 3, 4], [1, 3, 3, 4], [1, 2, 4, 4], [1, 2, 3, 5]];
    for (const entropy of neighbours) {
      for (let n = 0; n < 1000; n++) seen.add(deriveEntropy(entropy, n).join());
    }
    expect(seen.size).toBe(neighbours.length * 1000);
    const draws = new Set(neighbours.map((entropy) => drawUint32(entropy, 7)));
    expect(draws.size).toBe(neighbours.length);
  });

  it("has every bit set about half of the time", () => {
    const draws = 4000;
    const lanes = [0, 1, 2, 3].map((lane) => (n: number) => deriveEntropy(SEED, n)[lane] ?? 0);
    for (const draw of [...lanes, (n: number) => drawUint32(SEED, n)]) {
      const counts = new Array<number>(32).fill(0);
      for (let n = 0; n < draws; n++) {
        const word = draw(n);
        for (let bit = 0; bit < 32; bit++) counts[bit] = (counts[bit] ?? 0) + ((word >>> bit) & 1);
      }
      for (const count of counts) expect(Math.abs(count / draws - 0.5)).toBeLessThan(0.05);
    }
  });
});
