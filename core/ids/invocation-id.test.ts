import { describe, expect, it } from "vitest";
import {
  formatInvocationId,
  type InvocationId,
  invocationIdBytes,
  invocationIdFromBytes,
  invocationIdFromHex,
  parseInvocationId,
} from "./invocation-id.ts";
import { partitionKeyOf } from "./partition-key.ts";

const TEXT = "inv_12kpUQONmeFb2WqsVOkAjH4phS34cOyIC8";
const HEX = "5164c775648d211bfc1b0e11991cc94920918243914fad60";

function idOf(hex: string): InvocationId {
  const id = invocationIdFromHex(hex);
  if (id === null) throw new Error(`${hex} is no id`);
  return id;
}

describe("invocation id", () => {
  it("is the observed text for the observed bytes", () => {
    const id = idOf(HEX);
    expect(invocationIdFromBytes(Uint8Array.from(Buffer.from(HEX, "hex")))).toBe(id);
    expect(formatInvocationId(id)).toBe(TEXT);
    expect(Buffer.from(invocationIdBytes(id)).toString("hex")).toBe(HEX);
    expect(partitionKeyOf(id)).toBe("5164c775648d211b");
  });

  it("is read back from its text", () => {
    expect(parseInvocationId(TEXT)).toBe(HEX);
  });

  it("covers the whole range", () => {
    for (const hex of ["00".repeat(24), "ff".repeat(24), `${"00".repeat(8)}${"ff".repeat(16)}`]) {
      expect(parseInvocationId(formatInvocationId(idOf(hex)))).toBe(hex);
    }
    expect(formatInvocationId(idOf("00".repeat(24)))).toBe(`inv_1${"0".repeat(33)}`);
  });

  it.each([
    ["nothing", ""],
    ["another prefix", TEXT.replace("inv_1", "inv_2")],
    ["another kind", TEXT.replace("inv_1", "mut_1")],
    ["one letter less", TEXT.slice(0, -1)],
    ["one letter more", `${TEXT}0`],
    ["a letter outside the alphabet", `${TEXT.slice(0, -1)}-`],
    ["a letter outside ASCII", `${TEXT.slice(0, -1)}é`],
    ["a partition key above 64 bits", `inv_1${"Z".repeat(11)}${"0".repeat(22)}`],
    ["a uuid above 128 bits", `inv_1${"0".repeat(11)}${"Z".repeat(22)}`],
  ])("is not %s", (_, text) => {
    expect(parseInvocationId(text)).toBeNull();
  });

  it("ends exactly at 2^64 - 1 and 2^128 - 1", () => {
    // 2^64 - 1 and 2^128 - 1 in base62, and one more (by a calculation outside this code).
    const limits = ["lYGhA16ahyf", "7N42dgm5tFLK9N8MT7fHC7"] as const;
    const after = ["lYGhA16ahyg", "7N42dgm5tFLK9N8MT7fHC8"] as const;
    const [low, high] = limits;
    expect(parseInvocationId(`inv_1${low}${high}`)).toBe("ff".repeat(24));
    expect(parseInvocationId(`inv_1${after[0]}${high}`)).toBeNull();
    expect(parseInvocationId(`inv_1${low}${after[1]}`)).toBeNull();
  });

  it("has 24 bytes and lowercase hex", () => {
    expect(invocationIdFromBytes(new Uint8Array(23))).toBeNull();
    expect(invocationIdFromBytes(new Uint8Array(25))).toBeNull();
    expect(invocationIdFromHex(HEX.toUpperCase())).toBeNull();
    expect(invocationIdFromHex(HEX.slice(2))).toBeNull();
  });
});
