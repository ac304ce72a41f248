/**
 * Waits until a handler has gone quiet: whatever it can do without a new result, it has done.
 * `activity` counts what the handler did so far. A host that has macrotasks may wait for one
 * instead, by which time every microtask has run.
 */
export type Drain = (activity: () => number) => Promise<void>;

/**
 * Turns of the microtask queue without a sign of the handler after which it counts as quiet.
 * An `await` of the handler's own takes one to three; a longer chain of them without any command
 * between would be found quiet too early.
 */
const QUIET_TURNS = 32;

/** A promise that is there already: awaiting it takes one turn of the microtask queue. */
const NEXT_TURN = Promise.resolve();

/** Drains by microtasks alone: the same in every engine, so that simulations repeat exactly. */
export const drainMicrotasks: Drain = async (activity) => {
  let seen = activity();
  for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
    await NEXT_TURN;
    const now = activity();
    if (now === seen) continue;
    seen = now;
    quiet = 0;
  }
};
