import { createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { SYSTEM_CLOCK, type Clock } from "./clock.ts";

/** How long a request may be on its way, either way of the clocks of both machines; seconds. */
const VALID_SECONDS = 60;

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

type HeaderLine = readonly [name: string, value: string];

/**
 * Proves to endpoints that a request comes from this server: a JWT signed with an Ed25519 key, for
 * the path of the request and, where there is one, the key of the object (wire facts 2.7).
 */
export class RequestIdentity {
  /** What endpoints are configured with to accept only these requests: `publickeyv1_…`. */
  readonly publicKey: string;
  readonly #key: KeyObject;
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #head: string;

  constructor(key: KeyObject, clock: Pick<Clock, "nowMs">) {
    const { x = "" } = createPublicKey(key).export({ format: "jwk" });
    this.publicKey = `publickeyv1_${base58(Buffer.from(x, "base64url"))}`;
    this.#key = key;
    this.#clock = clock;
    this.#head = encode({ typ: "JWT", alg: "EdDSA", kid: this.publicKey });
  }

  /**
   * The header lines that sign a request: `path` as the endpoint sees it below its own mount point,
   * with a leading slash; `subject` is the key of an object or workflow, or null.
   */
  sign(path: string, subject: string | null): readonly HeaderLine[] {
    const iat = Math.floor(this.#clock.nowMs() / 1_000);
    const claims = { aud: path, exp: iat + VALID_SECONDS, iat, nbf: iat - VALID_SECONDS };
    const body = encode(subject === null ? claims : { ...claims, sub: subject });
    const signed = `${this.#head}.${body}`;
    const signature = sign(null, Buffer.from(signed), this.#key).toString("base64url");
    return [
      ["x-restate-signature-scheme", "v1"],
      ["x-restate-jwt-v1", `${signed}.${signature}`],
    ];
  }
}

/** Reads a private key as PKCS #8 in PEM; throws what is wrong with it, and what to do. */
export function readRequestIdentity(pem: string, clock: Clock = SYSTEM_CLOCK): RequestIdentity {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`it is no private key in PEM (${reason}); ${MAKE_ONE}`, { cause });
  }
  if (key.asymmetricKeyType !== "ed25519") {
    const found = key.asymmetricKeyType ?? key.type;
    throw new Error(`it holds a key of type ${found}, and Ed25519 is needed; ${MAKE_ONE}`);
  }
  return new RequestIdentity(key, clock);
}

const MAKE_ONE = "make one with: openssl genpkey -algorithm ed25519 -outform pem -out identity.pem";

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** Bytes as one large number in base 58, after a `1` for each zero byte in front. */
function base58(bytes: Uint8Array): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
  let text = "";
  for (; rest > 0n; rest /= 58n) text = (ALPHABET[Number(rest % 58n)] ?? "") + text;
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return "1".repeat(zeros === -1 ? bytes.length : zeros) + text;
}
