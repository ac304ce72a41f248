const UNITS = [
  { name: "d", sizeMs: 86_400_000 },
  { name: "h", sizeMs: 3_600_000 },
  { name: "m", sizeMs: 60_000 },
  { name: "s", sizeMs: 1_000 },
  { name: "ms", sizeMs: 1 },
] as const;

/** A duration as the admin API prints it: `1d`, `1h 30m`, `1s 500ms`, `0s` (wire facts 4.1). */
export function formatDuration(durationMs: number): string {
  const parts: string[] = [];
  let restMs = Math.floor(durationMs);
  for (const { name, sizeMs } of UNITS) {
    const count = Math.floor(restMs / sizeMs);
    restMs -= count * sizeMs;
    if (count > 0) parts.push(`${count}${name}`);
  }
  return parts.length === 0 ? "0s" : parts.join(" ");
}

/** A time in RFC 3339 with nine decimals and Z (wire facts 4.1). */
export function formatTime(atMs: number): string {
  return new Date(atMs).toISOString().replace("Z", "000000Z");
}
