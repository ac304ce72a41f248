import { expect, it } from "vitest";
import { base64UrlOfBytes, bytesOfBase64Url } from "./base64url.ts";

it("writes and reads every length as other implementations do", () => {
  for (let length = 0; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 89 + length * 31) & 0xff);
    const text = base64UrlOfBytes(bytes);
    expect(text).toBe(Buffer.from(bytes).toString("base64url"));
    expect(bytesOfBase64Url(text)).toEqual(bytes);
    expect(bytesOfBase64Url(text + "=".repeat((4 - (text.length % 4)) % 4))).toEqual(bytes);
  }
});

it.each(["A", "AB=", "A===", "AB==CD", "====", "=", "A+AA", "A/AA", "AAA\u00e9", "AB"])(
  "refuses '%s'",
  (text) => {
    expect(bytesOfBase64Url(text)).toBeNull();
  },
);
