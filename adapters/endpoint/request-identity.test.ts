import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readRequestIdentity } from "./request-identity.ts";

/** The private key that RFC 8032 (7.1, test 1) begins with. */
const PEM = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
`;
const PUBLIC_HEX = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

const NOW_MS = 1_700_000_000_999;
const at = (nowMs: number) => ({ nowMs: () => nowMs, after: () => () => undefined });

function partsOf(jwt: string): readonly [head: object, claims: object] {
  const [head = "", claims = ""] = jwt.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as object;
  return [read(head), read(claims)];
}

describe("the identity of requests", () => {
  it("names its public key as endpoints are configured with it", () => {
    const { publicKey } = readRequestIdentity(PEM, at(NOW_MS));
    // Worked out with Python: base58 of the bytes above.
    expect(publicKey).toBe("publickeyv1_FVen3X669xLzsi6N2V91DoiyzHzg1uAgqiT8jZ9nS96Z");
  });

  it("signs path and key for a minute before and after (wire facts 2.7)", () => {
    const identity = readRequestIdentity(PEM, at(NOW_MS));
    const [scheme, jwt] = identity.sign("/invoke/Counter/add", "äda");
    expect(scheme).toEqual(["x-restate-signature-scheme", "v1"]);
    expect(jwt?.[0]).toBe("x-restate-jwt-v1");
    expect(partsOf(jwt?.[1] ?? "")).toEqual([
      { typ: "JWT", alg: "EdDSA", kid: identity.publicKey },
      {
        aud: "/invoke/Counter/add",
        iat: 1_700_000_000,
        nbf: 1_699_999_940,
        exp: 1_700_000_060,
        sub: "äda",
      },
    ]);
  });

  it("leaves the subject out where there is no key", () => {
    const [, jwt] = readRequestIdentity(PEM, at(NOW_MS)).sign("/discover", null);
    expect(partsOf(jwt?.[1] ?? "")[1]).not.toHaveProperty("sub");
  });

  it("signs so that the public key alone verifies it", () => {
    const [, jwt] = readRequestIdentity(PEM, at(NOW_MS)).sign("/discover", null);
    const [head, claims, signature] = (jwt?.[1] ?? "").split(".");
    const prefix = "302a300506032b6570032100";
    const der = Buffer.from(prefix + PUBLIC_HEX, "hex");
    const key = createPublicKey({ key: der, format: "der", type: "spki" });
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify(null, signed, key, Buffer.from(signature ?? "", "base64url"))).toBe(true);
  });

  it("refuses what is no Ed25519 key, and says how to make one", () => {
    expect(() => readRequestIdentity("no key")).toThrow(/no private key in PEM.*openssl genpkey/);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = String(privateKey.export({ format: "pem", type: "pkcs8" }));
    expect(() => readRequestIdentity(pem)).toThrow(/type ec, and Ed25519 is needed/);
  });
});
