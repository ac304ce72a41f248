/** Time as this folder sees it, so that a test can hold it still or move it on. */
export interface Clock {
  /** Unix milliseconds, for reading a `retry-after` that is a date. */
  readonly nowMs: () => number;
  /** Runs `action` once, after `delayMs`; the returned function calls it off. */
  readonly after: (delayMs: number, action: () => void) => () => void;
}

/** The real clock; its timers alone keep no process alive. */
export const SYSTEM_CLOCK: Clock = {
  nowMs: () => Date.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
