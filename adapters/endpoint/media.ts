/** What is wrong with a handler's input content type, or null (wire facts 2.3, 3.2). */
export function inputContentTypeFault(contentType: string): string | null {
  const text = contentType.trim();
  const slash = text.indexOf("/");
  if (slash < 0) {
    return `"${contentType}" is no media range: it has no "/"; write it like application/json`;
  }
  if (text.slice(0, slash) === "*" && !/^\*\s*(;|$)/.test(text.slice(slash + 1))) {
    return `"${contentType}" is no media range: only */* may have * before the slash`;
  }
  return null;
}

/** What is wrong with a handler's output content type, or null: it becomes a header as it is. */
export function outputContentTypeFault(contentType: string): string | null {
  // Tab, and what may be seen in a header: ASCII, and the bytes above it (RFC 9110, 5.5).
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(contentType)
    ? null
    : `${JSON.stringify(contentType)} has characters that no header can carry`;
}
