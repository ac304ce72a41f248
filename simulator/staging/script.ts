/** Something that takes time: it begins when it is called, and tells what came of it. */
export type Wait<T> = (goOn: (value: T) => void) => void;

/**
 * What a client does, one thing after the other, as a generator that yields what it waits for.
 * Exists so that a script reads from top to bottom, and yet no promise is in it whose turn comes
 * when the host likes.
 */
export type Script<T = void> = Generator<Wait<unknown>, T, unknown>;

/** A script of one wait. */
export function* waitFor<T>(wait: Wait<T>): Script<T> {
  return (yield wait) as T;
}

/** Plays a script to its end. */
export function play(script: Script, onEnd: () => void): void {
  const goOn = (value: unknown): void => {
    const next = script.next(value);
    if (next.done === true) return onEnd();
    let open = true;
    next.value((told) => {
      if (!open) return;
      open = false;
      goOn(told);
    });
  };
  goOn(undefined);
}
