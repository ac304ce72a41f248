import { BASE62_DIGITS_128, readBase62, writeBase62 } from "./base62.ts";
import type { Entropy } from "./entropy.ts";
import { ulidBytes } from "./ulid.ts";

declare const brand: unique symbol;

/** A registered deployment, `dp_1` and 22 letters (wire facts 1.10). */
export type DeploymentId = string & { readonly [brand]: "DeploymentId" };

const PREFIX = "dp_1";

/** A new deployment id, unique by time and chance. */
export function makeDeploymentId(nowMs: number, entropy: Entropy): DeploymentId {
  const codes: number[] = new Array(BASE62_DIGITS_128);
  writeBase62(ulidBytes(nowMs, entropy), 0, 16, BASE62_DIGITS_128, codes, 0);
  return (PREFIX + String.fromCharCode.apply(null, codes)) as DeploymentId;
}

/** The text as a deployment id, or null when it cannot be one. */
export function parseDeploymentId(text: string): DeploymentId | null {
  if (text.length !== PREFIX.length + BASE62_DIGITS_128 || !text.startsWith(PREFIX)) return null;
  const fits = readBase62(text, PREFIX.length, BASE62_DIGITS_128, new Uint8Array(16), 0, 16);
  return fits ? (text as DeploymentId) : null;
}
