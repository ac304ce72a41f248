import { base64UrlOfBytes, bytesOfBase64Url } from "./base64url.ts";
import {
  INVOCATION_ID_BYTES,
  type InvocationId,
  invocationIdBytes,
  invocationIdFromBytes,
} from "./invocation-id.ts";

/** Whom an awakeable id means: a signal of an invocation (wire facts 1.10). */
export interface AwakeableTarget {
  readonly invocationId: InvocationId;
  readonly signalIndex: number;
}

const PREFIX = "sign_1";
const LEGACY_PREFIX = "prom_1";

/** The text by which anyone completes signal `signalIndex` (u32) of an invocation. */
export function formatAwakeableId(id: InvocationId, signalIndex: number): string {
  const bytes = new Uint8Array(INVOCATION_ID_BYTES + 4);
  bytes.set(invocationIdBytes(id));
  for (let i = 0; i < 4; i++) bytes[INVOCATION_ID_BYTES + i] = signalIndex >>> (24 - 8 * i);
  return PREFIX + base64UrlOfBytes(bytes);
}

/** Whom a `sign_1` id means, or null when it is not one; padding is accepted. */
export function parseAwakeableId(text: string): AwakeableTarget | null {
  return text.startsWith(PREFIX) ? parseTarget(text.slice(PREFIX.length)) : null;
}

/**
 * Whether `text` is an awakeable id of protocols before v5, which named a journal entry.
 * Exists for a refusal that says so: `parseAwakeableId` gives null for it.
 */
export function isLegacyAwakeableId(text: string): boolean {
  return text.startsWith(LEGACY_PREFIX) && parseTarget(text.slice(LEGACY_PREFIX.length)) !== null;
}

function parseTarget(text: string): AwakeableTarget | null {
  const bytes = bytesOfBase64Url(text);
  if (bytes === null || bytes.length !== INVOCATION_ID_BYTES + 4) return null;
  const invocationId = invocationIdFromBytes(bytes.subarray(0, INVOCATION_ID_BYTES));
  if (invocationId === null) return null;
  let signalIndex = 0;
  for (let i = 0; i < 4; i++)
    signalIndex = signalIndex * 256 + (bytes[INVOCATION_ID_BYTES + i] ?? 0);
  return { invocationId, signalIndex };
}
