const LONGEST = 80;

/** A value in a line of a trace. */
export function printJson(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}
