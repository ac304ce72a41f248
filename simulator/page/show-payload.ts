import {
  decodeUtf8Strict,
  type Outcome,
  type ValueOrFailure,
  type VoidResult,
} from "@holdfast/core";

/** Longest payload that is shown in full, in characters. */
const LONGEST = 120;

/** Bytes of a user's as text, where they are text. */
export function showBytes(bytes: Uint8Array): string {
  const text = decodeUtf8Strict(bytes);
  if (text === null) return `${bytes.length} bytes`;
  if (text === "") return "nothing";
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}... (${bytes.length} bytes)`;
}

/** How something ended. */
export function showResult(result: ValueOrFailure | VoidResult | Outcome): string {
  switch (result._tag) {
    case "Void":
      return "nothing";
    case "Value":
    case "Success":
      return showBytes(result.value);
    case "Failure":
      return `failure ${result.failure.code}: ${result.failure.message}`;
    default:
      return result satisfies never;
  }
}
