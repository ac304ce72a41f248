import { describe, expect, it } from "vitest";
import { formatAwakeableId, isLegacyAwakeableId, parseAwakeableId } from "./awakeable-id.ts";
import { invocationIdFromHex } from "./invocation-id.ts";

const INVOCATION = invocationIdFromHex("5164c775648d211bfc1b0e11991cc94920918243914fad60");
const TEXT = "sign_1UWTHdWSNIRv8Gw4RmRzJSSCRgkORT61gAAAAEQ";

describe("awakeable id", () => {
  it("names invocation and signal", () => {
    if (INVOCATION === null) throw new Error("the id of this test is not one");
    expect(formatAwakeableId(INVOCATION, 17)).toBe(TEXT);
    expect(parseAwakeableId(TEXT)).toEqual({ invocationId: INVOCATION, signalIndex: 17 });
    const last = formatAwakeableId(INVOCATION, 0xffff_ffff);
    expect(parseAwakeableId(last)?.signalIndex).toBe(0xffff_ffff);
  });

  it("may be padded, and only rightly", () => {
    expect(parseAwakeableId(`${TEXT}==`)).toEqual(parseAwakeableId(TEXT));
    expect(parseAwakeableId(`${TEXT}=`)).toBeNull();
    expect(parseAwakeableId(`${TEXT}====`)).toBeNull();
  });

  it("is told from the legacy form", () => {
    const legacy = TEXT.replace("sign_1", "prom_1");
    expect(parseAwakeableId(legacy)).toBeNull();
    expect(isLegacyAwakeableId(legacy)).toBe(true);
    expect(isLegacyAwakeableId(TEXT)).toBe(false);
    expect(isLegacyAwakeableId("prom_1abc")).toBe(false);
  });

  it.each(["", "sign_1", "sign_2abc", TEXT.slice(0, -1), `${TEXT}A`, `${TEXT.slice(0, -1)}+`])(
    "is not '%s'",
    (text) => {
      expect(parseAwakeableId(text)).toBeNull();
    },
  );

  it("has no second spelling", () => {
    // The last letter holds four bits that mean nothing; they must be zero.
    expect(parseAwakeableId(`${TEXT.slice(0, -1)}R`)).toBeNull();
  });
});
