import type { Search } from "../shrink.ts";

/**
 * Takes choices out of the tape, or makes them calm, in pieces that get smaller: large ones first,
 * in every way, since what they leave makes the small ones cheap.
 */
export async function simplerTapes(search: Search): Promise<void> {
  const { length } = search.best.tape;
  for (let size = ceilHalf(length); size >= 1; size = size > 1 ? ceilHalf(size) : 0) {
    for (const change of size > 2 ? [calmed, without] : [calmed, without, lowered]) {
      for (let at = 0; at < search.best.tape.length && search.spent < 1;) {
        const tape = change(search.best.tape, at, size);
        if (tape === null || !(await search.attempt(tape))) at += size;
      }
    }
  }
}

/** A piece of the tape made calm, or null where it is. */
function calmed(tape: readonly number[], at: number, size: number): readonly number[] | null {
  const end = Math.min(tape.length, at + size);
  if (tape.slice(at, end).every((choice) => choice === 0)) return null;
  return tape.map((choice, index) => (index >= at && index < end ? 0 : choice));
}

/** A piece of the tape with half of each choice, or null where there is nothing to halve. */
function lowered(tape: readonly number[], at: number, size: number): readonly number[] | null {
  const end = Math.min(tape.length, at + size);
  if (tape.slice(at, end).every((choice) => choice <= 1)) return null;
  return tape.map((choice, index) => (index >= at && index < end ? choice >> 1 : choice));
}

/** The tape without a piece of it. */
function without(tape: readonly number[], at: number, size: number): readonly number[] {
  return [...tape.slice(0, at), ...tape.slice(at + size)];
}

function ceilHalf(size: number): number {
  return Math.ceil(size / 2);
}
