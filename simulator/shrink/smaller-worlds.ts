import { SeededChoices, Stream32 } from "../choices.ts";
import type { Search } from "../shrink.ts";

/** Share of what a search may spend that is spent here. */
const SHARE = 0.5;

/** Choices of how many operations there are, and the worlds that are tried of each. */
const SIZES = [8, 5, 3, 2, 1, 0];
const TRIES = 30;

/** Worlds after which nothing simpler is expected any more. */
const PATIENCE = 40;

/**
 * Looks for the same in worlds with fewer operations, fewer faults and shorter programs. Their
 * choices are drawn anew: without its neighbours nothing happens when it did, so that what is left
 * of a tape says little about a smaller world.
 */
export async function smallerWorlds(search: Search): Promise<void> {
  const stream = new Stream32(search.best.seed);
  for (const size of SIZES) {
    if (size >= (search.best.tape[0] ?? 0)) continue;
    for (let tried = 0; tried < TRIES && search.spent < SHARE; tried++) {
      if (await drawAnew(search, stream, size)) break;
    }
  }
  for (let failed = 0; failed < PATIENCE && search.spent < SHARE;) {
    failed = (await drawAnew(search, stream, null)) ? 0 : failed + 1;
  }
}

/** One more world with calmer settings than the best; its first choice is how many operations. */
function drawAnew(search: Search, stream: Stream32, size: number | null): Promise<boolean> {
  const share = (): number => stream.next() / 0x1_0000_0000;
  const { tape, settingsLength } = search.best;
  const calming = share();
  const [operations = 0, ...settings] = tape
    .slice(0, settingsLength)
    .map((choice) => (share() > calming ? choice : share() < 0.6 ? 0 : choice >> 1));
  // Some of what follows is kept, where little enough was changed that it may still fit.
  const kept = size === null && share() < 0.3 ? share() * (tape.length - settingsLength) : 0;
  const rest = tape.slice(settingsLength, settingsLength + kept);
  const beyond = new SeededChoices(stream.next(), share());
  return search.attempt([size ?? operations, ...settings, ...rest], beyond);
}
