const UNRESERVED = /^[A-Za-z0-9._~-]$/;

/** Bytes as a URI path segment would carry them, for header values (wire facts 1.2). */
export function percentEncode(bytes: Uint8Array): string {
  let encoded = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    encoded += UNRESERVED.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
